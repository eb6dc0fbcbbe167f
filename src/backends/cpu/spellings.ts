/** How each elementwise op is computed in vector operations: the same bits on every CPU target. */

import type { Spelling } from "../../compiler/kernel-writer.ts";
import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Operation, Register } from "../../compiler/lowered/program.ts";
import type { ElementwiseOpName } from "../../ops/table.ts";
import { spellErf } from "./error-function.ts";
import { spellPow } from "./power.ts";
import { spellThreefry } from "./threefry.ts";
import { spellExp, spellExpm1, spellLog, spellLog1p, spellTanh } from "./transcendental.ts";
import { spellCos, spellSin } from "./trigonometry.ts";
import { spellFloorDivide } from "./whole-division.ts";

function direct(operation: Operation): Spelling {
  return (builder, operands) => builder.compute(operation, ...operands);
}

/** float32, int32 or bool (a mask) to another of them. */
const spellCast: Spelling = (builder, [value], attributes) => {
  const from = value!.type;
  const to = attributes.dtype === "bool" ? "mask" : attributes.dtype;
  if (from === to) return value!;
  if (to === "mask") return builder.compute("notEqual", value!, builder.constant(from, 0, value!.lanes));
  if (from === "mask") {
    const bit = builder.compute("toInteger01", value!);
    return to === "float32" ? builder.compute("toFloat", bit) : bit;
  }
  return builder.compute(to === "float32" ? "toFloat" : "toInt", value!);
};

/** (bits >>> 8) · 2⁻²⁴. */
function spellUniform(builder: KernelBuilder, [bits]: readonly Register[]): Register {
  const high = builder.shift("shiftRightLogical", bits!, 8);
  return builder.compute(
    "multiply",
    builder.compute("toFloat", high),
    builder.constant("float32", 2 ** -24, bits!.lanes),
  );
}

/** (0 < x) − (x < 0). */
const spellSign: Spelling = (builder, [x]) => {
  const zero = builder.constant(x!.type, 0, x!.lanes);
  const [above, below] = [builder.compute("less", zero, x!), builder.compute("less", x!, zero)];
  const one = builder.constant(x!.type, 1, x!.lanes);
  return builder.compute(
    "select",
    above,
    one,
    builder.compute("select", below, builder.constant(x!.type, -1, x!.lanes), zero),
  );
};

/** 0 where x ≤ 0, else x. */
const spellRelu: Spelling = (builder, [x]) => {
  const zero = builder.constant(x!.type, 0, x!.lanes);
  return builder.compute("select", builder.compute("lessEqual", x!, zero), zero, x!);
};

/** A spelling for each elementwise op; a missing row does not compile. */
export const spellings = {
  neg: direct("negate"),
  abs: direct("absolute"),
  exp: (builder, [x]) => spellExp(builder, x!),
  log: (builder, [x]) => spellLog(builder, x!),
  sqrt: direct("squareRoot"),
  tanh: (builder, [x]) => spellTanh(builder, x!),
  expm1: (builder, [x]) => spellExpm1(builder, x!),
  log1p: (builder, [x]) => spellLog1p(builder, x!),
  erf: (builder, [x]) => spellErf(builder, x!),
  sin: (builder, [x]) => spellSin(builder, x!),
  cos: (builder, [x]) => spellCos(builder, x!),
  pow: (builder, [x, y]) => spellPow(builder, x!, y!),
  floor: direct("floor"),
  ceil: direct("ceiling"),
  round: direct("roundEven"),
  trunc: direct("truncate"),
  sign: spellSign,
  relu: spellRelu,
  add: direct("add"),
  sub: direct("subtract"),
  mul: direct("multiply"),
  div: direct("divide"),
  floorDivide: (builder, [a, b]) => spellFloorDivide(builder, a!, b!),
  maximum: direct("maximum"),
  minimum: direct("minimum"),
  eq: direct("equal"),
  lt: direct("less"),
  le: direct("lessEqual"),
  and: direct("and"),
  or: direct("or"),
  xor: direct("xor"),
  not: direct("not"),
  where: direct("select"),
  cast: spellCast,
  threefry: (builder, [key0, key1, counter]) => spellThreefry(builder, key0!, key1!, counter!),
  bitsToUniform: spellUniform,
} satisfies Record<ElementwiseOpName, Spelling>;
