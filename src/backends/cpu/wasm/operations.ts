/** How WebAssembly spells each operation of a lowered program, for vectors and for scalars. */

import type {
  Operation,
  RegisterType,
  ShiftOperation,
  Statement,
} from "../../../compiler/lowered/program.ts";
import type { Instruction, Opcode } from "./opcodes.ts";

/** A step of a spelling: push an operand, or run an instruction. */
export type Step = number | Opcode | Instruction;

/** The steps that leave the result on the stack, or `fused` for the sequence of its own file. */
export type Spelling = readonly Step[] | "fused";

/** Spellings by the type of the last operand. */
type Row = Partial<Record<RegisterType, Spelling>>;

const unary = (opcode: Opcode): Spelling => [0, opcode];
const binary = (opcode: Opcode): Spelling => [0, 1, opcode];

const bitselect: Spelling = [1, 2, 0, "v128.bitselect"];
const choose: Spelling = [1, 2, 0, "select"];

/** Vector masks hold all ones in a true lane. */
export const vectorOperations = {
  add: { float32: binary("f32x4.add"), int32: binary("i32x4.add") },
  subtract: { float32: binary("f32x4.sub"), int32: binary("i32x4.sub") },
  multiply: { float32: binary("f32x4.mul"), int32: binary("i32x4.mul") },
  divide: { float32: binary("f32x4.div") },
  minimum: { float32: binary("f32x4.min"), int32: binary("i32x4.min_s") },
  maximum: { float32: binary("f32x4.max"), int32: binary("i32x4.max_s") },
  negate: { float32: unary("f32x4.neg"), int32: unary("i32x4.neg") },
  absolute: { float32: unary("f32x4.abs"), int32: unary("i32x4.abs") },
  squareRoot: { float32: unary("f32x4.sqrt") },
  floor: { float32: unary("f32x4.floor") },
  ceiling: { float32: unary("f32x4.ceil") },
  truncate: { float32: unary("f32x4.trunc") },
  roundEven: { float32: unary("f32x4.nearest") },
  fusedMultiplyAdd: { float32: "fused" },
  and: { int32: binary("v128.and"), mask: binary("v128.and") },
  or: { int32: binary("v128.or"), mask: binary("v128.or") },
  xor: { int32: binary("v128.xor"), mask: binary("v128.xor") },
  not: { int32: unary("v128.not"), mask: unary("v128.not") },
  equal: { float32: binary("f32x4.eq"), int32: binary("i32x4.eq") },
  notEqual: { float32: binary("f32x4.ne"), int32: binary("i32x4.ne") },
  less: { float32: binary("f32x4.lt"), int32: binary("i32x4.lt_s") },
  lessEqual: { float32: binary("f32x4.le"), int32: binary("i32x4.le_s") },
  select: { float32: bitselect, int32: bitselect, mask: bitselect },
  toFloat: { int32: unary("f32x4.convert_i32x4_s") },
  toInt: { float32: unary("i32x4.trunc_sat_f32x4_s") },
  toInteger01: { mask: [0, ["i32.const", 31], "i32x4.shr_u"] },
  bitsToFloat: { int32: [0] },
  bitsToInt: { float32: [0] },
} as const satisfies Record<Operation, Row>;

/** Scalar masks are the int32 0 or 1. */
export const scalarOperations = {
  add: { float32: binary("f32.add"), int32: binary("i32.add") },
  subtract: { float32: binary("f32.sub"), int32: binary("i32.sub") },
  multiply: { float32: binary("f32.mul"), int32: binary("i32.mul") },
  divide: { float32: binary("f32.div") },
  minimum: { float32: binary("f32.min"), int32: [0, 1, 0, 1, "i32.lt_s", "select"] },
  maximum: { float32: binary("f32.max"), int32: [0, 1, 0, 1, "i32.gt_s", "select"] },
  negate: { float32: unary("f32.neg"), int32: [["i32.const", 0], 0, "i32.sub"] },
  absolute: {
    float32: unary("f32.abs"),
    int32: [0, 0, ["i32.const", 31], "i32.shr_s", "i32.xor", 0, ["i32.const", 31], "i32.shr_s", "i32.sub"],
  },
  squareRoot: { float32: unary("f32.sqrt") },
  floor: { float32: unary("f32.floor") },
  ceiling: { float32: unary("f32.ceil") },
  truncate: { float32: unary("f32.trunc") },
  roundEven: { float32: unary("f32.nearest") },
  fusedMultiplyAdd: { float32: "fused" },
  and: { int32: binary("i32.and"), mask: binary("i32.and") },
  or: { int32: binary("i32.or"), mask: binary("i32.or") },
  xor: { int32: binary("i32.xor"), mask: binary("i32.xor") },
  not: { int32: [0, ["i32.const", -1], "i32.xor"], mask: unary("i32.eqz") },
  equal: { float32: binary("f32.eq"), int32: binary("i32.eq") },
  notEqual: { float32: binary("f32.ne"), int32: binary("i32.ne") },
  less: { float32: binary("f32.lt"), int32: binary("i32.lt_s") },
  lessEqual: { float32: binary("f32.le"), int32: binary("i32.le_s") },
  select: { float32: choose, int32: choose, mask: choose },
  toFloat: { int32: unary("f32.convert_i32_s") },
  toInt: { float32: unary("i32.trunc_sat_f32_s") },
  toInteger01: { mask: [0] },
  bitsToFloat: { int32: unary("f32.reinterpret_i32") },
  bitsToInt: { float32: unary("i32.reinterpret_f32") },
} as const satisfies Record<Operation, Row>;

/** The shifts by a constant, for vectors and for scalars. */
export const shiftOperations = {
  shiftLeft: { vector: "i32x4.shl", scalar: "i32.shl" },
  shiftRightLogical: { vector: "i32x4.shr_u", scalar: "i32.shr_u" },
  shiftRightArithmetic: { vector: "i32x4.shr_s", scalar: "i32.shr_s" },
} as const satisfies Record<ShiftOperation, { vector: Opcode; scalar: Opcode }>;

type Compute = Extract<Statement, { kind: "compute" }>;

/** How to compute a statement's result. Throws TypeError for operand types the operation does not take. */
export function spell({ operation, operands }: Compute): Spelling {
  const last = operands.at(-1)!;
  const row: Row = last.lanes > 1 ? vectorOperations[operation] : scalarOperations[operation];
  const spelling = row[last.type];
  if (spelling === undefined) {
    throw new TypeError(
      `Cannot emit ${operation} of ${last.type} for wasm: expected one of ${Object.keys(row).join(", ")}. Cast its operands first.`,
    );
  }
  return spelling;
}

/** How often the spelling of a statement pushes its operand number `operand`. */
export function operandUses(statement: Compute, operand: number): number {
  const spelling = spell(statement);
  // The fused sequence names each operand once a half.
  if (spelling === "fused") return 2;
  let uses = 0;
  for (const step of spelling) if (step === operand) uses++;
  return uses;
}
