/** How each operation of the lowered program is spelled in instructions: one row an operation. */

import type { Operation, RegisterType } from "../../../compiler/lowered/program.ts";
import type { Virtual } from "../native/machine.ts";
import type { Emission } from "./emission.ts";
import type { VectorWidth } from "./encoding.ts";
import type { VectorName } from "./instructions.ts";
import { isVirtual, type VirtualOperand } from "./machine.ts";

/** One compute statement, ready to be spelled. */
export interface OperationSite {
  readonly emission: Emission;
  readonly width: VectorWidth;
  /** The type of the last operand. */
  readonly type: RegisterType;
  /** At most one is in memory, and only where the operation's row allows it. */
  readonly operands: readonly VirtualOperand[];
}

interface OperationRow {
  /** Operands that may be read from memory instead of a register. */
  readonly memory?: readonly number[];
  readonly emit: (site: OperationSite) => Virtual;
}

const signBit = -0x80000000;
const allOnes = -1;
const largestInt = 0x7fffffff;
const twoTo31 = 0x4f000000;
const roundings = { roundEven: 8, floor: 9, ceiling: 10, truncate: 11 } as const;

function register(site: OperationSite, position: number): Virtual {
  const operand = site.operands[position]!;
  if (isVirtual(operand)) return operand;
  throw new TypeError(`Cannot emit operand ${position}: expected a register, got a place in memory.`);
}

/** Two operands of which either may be in memory, as their order does not matter. */
function commutative(float: VectorName, int: VectorName): OperationRow {
  return {
    memory: [0, 1],
    emit: (site) => {
      const [a, b] = site.operands as [VirtualOperand, VirtualOperand];
      const sources = isVirtual(a) ? [a, b] : [b, a];
      return site.emission.value(site.type === "int32" ? int : float, site.width, sources);
    },
  };
}

function rightInMemory(float: VectorName, int: VectorName): OperationRow {
  return {
    memory: [1],
    emit: (site) => site.emission.value(site.type === "int32" ? int : float, site.width, site.operands),
  };
}

function unary(name: VectorName): OperationRow {
  return { memory: [0], emit: (site) => site.emission.value(name, site.width, site.operands) };
}

function rounding(name: keyof typeof roundings): OperationRow {
  return {
    emit: ({ emission, width, operands }) =>
      emission.value(emission.set === "avx512" ? "vrndscaleps" : "vroundps", width, operands, {
        immediate: roundings[name],
      }),
  };
}

/** Truth values have instructions of their own on AVX-512; on AVX2 they are vectors like int32. */
function logic(vector: VectorName, mask: VectorName): OperationRow {
  return {
    emit: (site) =>
      site.type === "mask" && site.emission.set === "avx512"
        ? site.emission.maskValue(mask, 128, site.operands)
        : site.emission.value(vector, site.width, site.operands),
  };
}

function comparison(name: "equal" | "notEqual" | "less" | "lessEqual"): OperationRow {
  const intPredicate = { equal: 0, less: 1, lessEqual: 2, notEqual: 4 }[name];
  return {
    emit: (site) => {
      const { emission, width } = site;
      const [a, b] = [register(site, 0), register(site, 1)];
      if (site.type === "float32") return emission.compareFloats(name, width, a, b);
      if (emission.set === "avx512") return emission.maskValue("vpcmpd", width, [a, b], intPredicate);
      if (name === "equal") return emission.value("vpcmpeqd", width, [a, b]);
      if (name === "less") return emission.value("vpcmpgtd", width, [b, a]);
      const opposite =
        name === "notEqual"
          ? emission.value("vpcmpeqd", width, [a, b])
          : emission.value("vpcmpgtd", width, [a, b]);
      return emission.value("vxorps", width, [opposite, emission.everyLane(allOnes, width)]);
    },
  };
}

/**
 * vminps gives its second operand for NaN and for two zeros; both orders differ only there, and their union is
 * NaN or −0.
 */
function minimum(site: OperationSite): Virtual {
  const { emission, width } = site;
  const [a, b] = [register(site, 0), register(site, 1)];
  if (site.type === "int32") return emission.value("vpminsd", width, [a, b]);
  const one = emission.value("vminps", width, [a, b]);
  const other = emission.value("vminps", width, [b, a]);
  return emission.value("vorps", width, [one, other]);
}

/**
 * Where both orders agree the difference is +0 and nothing changes; for two zeros (−0) − (−0) is +0; for NaN the
 * union is NaN and stays so.
 */
function maximum(site: OperationSite): Virtual {
  const { emission, width } = site;
  const [a, b] = [register(site, 0), register(site, 1)];
  if (site.type === "int32") return emission.value("vpmaxsd", width, [a, b]);
  const one = emission.value("vmaxps", width, [a, b]);
  const other = emission.value("vmaxps", width, [b, a]);
  const difference = emission.value("vxorps", width, [one, other]);
  const union = emission.value("vorps", width, [one, difference]);
  return emission.value("vsubps", width, [union, difference]);
}

/** vcvttps2dq gives the smallest int32 for NaN and whatever is out of range. */
function toInt(site: OperationSite): Virtual {
  const { emission, width } = site;
  const x = register(site, 0);
  const converted = emission.value("vcvttps2dq", width, [x]);
  const above = emission.compareFloats("greaterEqual", width, x, emission.everyLane(twoTo31, width));
  const saturated = emission.blend(width, above, emission.everyLane(largestInt, width), converted);
  const ordered = emission.compareFloats("ordered", width, x, x);
  return emission.blend(width, ordered, saturated, emission.zero(width));
}

function select(site: OperationSite): Virtual {
  const { emission, width, type } = site;
  const [condition, a, b] = [register(site, 0), register(site, 1), register(site, 2)];
  if (type !== "mask" || emission.set === "avx2") return emission.blend(width, condition, a, b);
  const whereTrue = emission.maskValue("kandw", 128, [condition, a]);
  const whereFalse = emission.maskValue("kandnw", 128, [condition, b]);
  return emission.maskValue("korw", 128, [whereTrue, whereFalse]);
}

/** The accumulator is the third operand; one factor may be in memory. */
function fusedMultiplyAdd(site: OperationSite): Virtual {
  const [a, b] = site.operands as [VirtualOperand, VirtualOperand];
  const result = site.emission.fresh("vector");
  site.emission.move(result, register(site, 2));
  site.emission.vector("vfmadd231ps", site.width, [result, ...(isVirtual(a) ? [a, b] : [b, a])]);
  return result;
}

function negate(site: OperationSite): Virtual {
  const { emission, width } = site;
  const x = register(site, 0);
  if (site.type === "int32") return emission.value("vpsubd", width, [emission.zero(width), x]);
  return emission.value("vxorps", width, [x, emission.everyLane(signBit, width)]);
}

function absolute(site: OperationSite): Virtual {
  const { emission, width } = site;
  if (site.type === "int32") return emission.value("vpabsd", width, site.operands);
  return emission.value("vandps", width, [register(site, 0), emission.everyLane(largestInt, width)]);
}

function not(site: OperationSite): Virtual {
  const { emission, width } = site;
  const x = register(site, 0);
  if (site.type === "mask" && emission.set === "avx512") return emission.maskValue("knotw", 128, [x]);
  return emission.value("vxorps", width, [x, emission.everyLane(allOnes, width)]);
}

function toInteger01(site: OperationSite): Virtual {
  const { emission, width } = site;
  const condition = register(site, 0);
  if (emission.set === "avx2") return emission.value("vpsrld", width, [condition], { immediate: 31 });
  return emission.value("vbroadcastss", width, [{ words: [1] }], { mask: condition, zeroing: true });
}

/** The spelling of every operation. */
export const operations = {
  add: commutative("vaddps", "vpaddd"),
  subtract: rightInMemory("vsubps", "vpsubd"),
  multiply: commutative("vmulps", "vpmulld"),
  divide: rightInMemory("vdivps", "vdivps"),
  minimum: { emit: minimum },
  maximum: { emit: maximum },
  negate: { emit: negate },
  absolute: { emit: absolute },
  squareRoot: unary("vsqrtps"),
  floor: rounding("floor"),
  ceiling: rounding("ceiling"),
  truncate: rounding("truncate"),
  roundEven: rounding("roundEven"),
  fusedMultiplyAdd: { memory: [0, 1], emit: fusedMultiplyAdd },
  and: logic("vandps", "kandw"),
  or: logic("vorps", "korw"),
  xor: logic("vxorps", "kxorw"),
  not: { emit: not },
  equal: comparison("equal"),
  notEqual: comparison("notEqual"),
  less: comparison("less"),
  lessEqual: comparison("lessEqual"),
  select: { emit: select },
  toFloat: unary("vcvtdq2ps"),
  toInt: { emit: toInt },
  toInteger01: { emit: toInteger01 },
  bitsToFloat: { emit: (site) => register(site, 0) },
  bitsToInt: { emit: (site) => register(site, 0) },
} as const satisfies Record<Operation, OperationRow>;

/** The row of an operation, as the general type. */
export function operationRow(operation: Operation): OperationRow {
  return operations[operation];
}
