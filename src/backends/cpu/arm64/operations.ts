/** How each operation of the lowered program is spelled in instructions of AArch64: one row an operation. */

import type { Operation, RegisterType } from "../../../compiler/lowered/program.ts";
import type { Virtual } from "../native/machine.ts";
import type { Emission } from "./emission.ts";
import type { VectorName } from "./instructions.ts";

/** One compute statement, ready to be spelled. Truth values are lanes of all ones or all zeros. */
export interface OperationSite {
  readonly emission: Emission;
  /** The type of the last operand. */
  readonly type: RegisterType;
  readonly operands: readonly Virtual[];
  /** The operand that holds its value in lane 0 alone, to be taken for all lanes: a factor, if any. */
  readonly single: number | undefined;
}

type Row = (site: OperationSite) => Virtual;

/** An instruction for floats and one for all else, which take the operands as they come. */
function plain(float: VectorName, other: VectorName = float): Row {
  return ({ emission, type, operands }) => emission.value(type === "float32" ? float : other, operands);
}

/** The operands' order is changed: there is only greater than. */
function swapped(float: VectorName, int: VectorName): Row {
  return ({ emission, type, operands }) =>
    emission.value(type === "float32" ? float : int, [...operands].reverse());
}

/** The factor of which all lanes are taken, and the other, if that is one lane of its register. */
function factors({ operands, single }: OperationSite): readonly [Virtual, Virtual] {
  const [a, b] = operands as readonly [Virtual, Virtual];
  return single === 0 ? [b, a] : [a, b];
}

function multiply(site: OperationSite): Virtual {
  if (site.type === "int32") return site.emission.value("mul", site.operands);
  return site.emission.value(site.single === undefined ? "fmul" : "fmul.element", factors(site));
}

/** The accumulator is the third operand. */
function fusedMultiplyAdd(site: OperationSite): Virtual {
  const name = site.single === undefined ? "fmla" : "fmla.element";
  return site.emission.updated(name, site.operands[2]!, factors(site));
}

function notEqual(site: OperationSite): Virtual {
  return site.emission.value("mvn", [plain("fcmeq", "cmeq")(site)]);
}

function select({ emission, operands }: OperationSite): Virtual {
  const [condition, a, b] = operands as readonly [Virtual, Virtual, Virtual];
  return emission.updated("bsl", condition, [a, b]);
}

/** The spelling of every operation. `fmin` and `fmax` are NaN where either is, and −0 < +0; `fcvtzs` saturates. */
export const operations = {
  add: plain("fadd", "add"),
  subtract: plain("fsub", "sub"),
  multiply,
  divide: plain("fdiv"),
  minimum: plain("fmin", "smin"),
  maximum: plain("fmax", "smax"),
  negate: plain("fneg", "neg"),
  absolute: plain("fabs", "abs"),
  squareRoot: plain("fsqrt"),
  floor: plain("frintm"),
  ceiling: plain("frintp"),
  truncate: plain("frintz"),
  roundEven: plain("frintn"),
  fusedMultiplyAdd,
  and: plain("and"),
  or: plain("orr"),
  xor: plain("eor"),
  not: plain("mvn"),
  equal: plain("fcmeq", "cmeq"),
  notEqual,
  less: swapped("fcmgt", "cmgt"),
  lessEqual: swapped("fcmge", "cmge"),
  select,
  toFloat: plain("scvtf"),
  toInt: plain("fcvtzs"),
  toInteger01: ({ emission, operands }) => emission.value("ushr", operands, 31),
  bitsToFloat: ({ operands }) => operands[0]!,
  bitsToInt: ({ operands }) => operands[0]!,
} as const satisfies Record<Operation, Row>;
