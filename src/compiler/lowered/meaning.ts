/** What each operation computes on one lane, as JavaScript; a mask's lane is 0 or 1. */

import { breakTie } from "./multiply-add.ts";
import type { Operation, RegisterType, ShiftOperation } from "./program.ts";

const { fround } = Math;
const floatBits = new Float32Array(1);
const integerBits = new Int32Array(floatBits.buffer);

/** Variables the expressions assign. */
export const meaningVariables = ["product", "sum", "nearest", "other"];

/** The functions the expressions call by name. */
export const meaningLibrary = {
  fround,
  imul: Math.imul,
  breakTie,
  roundEven(x: number): number {
    const size = Math.abs(x);
    if (!(size < 2 ** 52)) return x;
    const rounded = size + 2 ** 52 - 2 ** 52;
    return x < 0 || Object.is(x, -0) ? -rounded : rounded;
  },
  toInt(x: number): number {
    return x >= 2147483648 ? 2147483647 : x <= -2147483648 ? -2147483648 : x | 0;
  },
  bitsToFloat(x: number): number {
    integerBits[0] = x;
    return floatBits[0]!;
  },
  /** A NaN's bits are unspecified; here they are always the quiet NaN without payload. */
  bitsToInt(x: number): number {
    if (Number.isNaN(x)) return 0x7fc00000;
    floatBits[0] = x;
    return integerBits[0]!;
  },
  /** The index of an address; a kernel that lets one leave its range is wrong. */
  within(index: number, extent: number): number {
    if (index >= 0 && index < extent) return index;
    throw new RangeError(
      `Cannot access the element of index ${index}: expected one of 0 … ${extent - 1}. Clamp it in the kernel.`,
    );
  },
} as const;

type Expression = (type: RegisterType, a: string, b: string, c: string) => string;

const arithmetic =
  (operator: string): Expression =>
  (type, a, b) =>
    type === "float32" ? `fround(${a} ${operator} ${b})` : `(${a} ${operator} ${b} | 0)`;
const comparing =
  (operator: string): Expression =>
  (_type, a, b) =>
    `(${a} ${operator} ${b} ? 1 : 0)`;
const bitwise =
  (operator: string): Expression =>
  (_type, a, b) =>
    `(${a} ${operator} ${b})`;
const calling =
  (name: string): Expression =>
  (_type, a) =>
    `${name}(${a})`;

const expressions = {
  add: arithmetic("+"),
  subtract: arithmetic("-"),
  multiply: (type, a, b) => (type === "float32" ? `fround(${a} * ${b})` : `imul(${a}, ${b})`),
  divide: arithmetic("/"),
  minimum: (type, a, b) => (type === "float32" ? `Math.min(${a}, ${b})` : `(${a} < ${b} ? ${a} : ${b})`),
  maximum: (type, a, b) => (type === "float32" ? `Math.max(${a}, ${b})` : `(${a} > ${b} ? ${a} : ${b})`),
  negate: (type, a) => (type === "float32" ? `(-${a})` : `(-${a} | 0)`),
  absolute: (type, a) => (type === "float32" ? `Math.abs(${a})` : `(${a} < 0 ? -${a} | 0 : ${a})`),
  squareRoot: (_type, a) => `fround(Math.sqrt(${a}))`,
  floor: calling("Math.floor"),
  ceiling: calling("Math.ceil"),
  truncate: calling("Math.trunc"),
  roundEven: calling("roundEven"),
  // The body of fusedMultiplyAdd: a call that is not inlined would allocate its numbers.
  fusedMultiplyAdd: (_type, a, b, c) =>
    `(product = ${a} * ${b}, sum = product + ${c}, nearest = fround(sum), other = sum + (sum - nearest), ` +
    `nearest !== sum && fround(other) === other ? breakTie(product, ${c}, sum, nearest, other) : nearest)`,
  and: bitwise("&"),
  or: bitwise("|"),
  xor: bitwise("^"),
  not: (type, a) => (type === "mask" ? `(${a} ^ 1)` : `(~${a})`),
  equal: comparing("==="),
  notEqual: comparing("!=="),
  less: comparing("<"),
  lessEqual: comparing("<="),
  select: (_type, a, b, c) => `(${a} === 1 ? ${b} : ${c})`,
  toFloat: calling("fround"),
  toInt: calling("toInt"),
  toInteger01: (_type, a) => a,
  bitsToFloat: calling("bitsToFloat"),
  bitsToInt: calling("bitsToInt"),
} as const satisfies Record<Operation, Expression>;

const shifts = {
  shiftLeft: "<<",
  shiftRightLogical: ">>>",
  shiftRightArithmetic: ">>",
} as const satisfies Record<ShiftOperation, string>;

/** The JavaScript expression of an operation on operand names; `type` is the last operand's. */
export function expressionOf(operation: Operation, type: RegisterType, operands: readonly string[]): string {
  const expression: Expression = expressions[operation];
  return expression(type, operands[0] ?? "", operands[1] ?? "", operands[2] ?? "");
}

/** The JavaScript expression of a shift. */
export function shiftExpressionOf(operation: ShiftOperation, operand: string, amount: number): string {
  return `(${operand} ${shifts[operation]} ${amount} | 0)`;
}
