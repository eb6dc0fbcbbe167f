/** The meaning of elementwise ops. */

import type { DType } from "../../base/dtype.ts";
import { threefry } from "../../base/random.ts";
import type { AttributesOf, ElementwiseOpName } from "../../ops/table.ts";
import type { Row } from "./call.ts";
import { erf } from "./erf.ts";

const int32 = (dtype: DType) => dtype === "int32";

/** One row an op: y[i] = f(x[i], …). */
export const elementwiseRows: { readonly [Name in ElementwiseOpName]: Row<AttributesOf<Name>> } = {
  neg: map((x, dtype) => (int32(dtype) ? -x | 0 : -x)),
  abs: map((x, dtype) => (int32(dtype) ? Math.abs(x) | 0 : Math.abs(x))),
  exp: map((x) => Math.exp(x)),
  log: map((x) => Math.log(x)),
  sqrt: map((x) => Math.sqrt(x)),
  tanh: map((x) => Math.tanh(x)),
  expm1: map((x) => Math.expm1(x)),
  log1p: map((x) => Math.log1p(x)),
  erf: map(erf),
  sin: map((x) => Math.sin(x)),
  cos: map((x) => Math.cos(x)),
  pow: zip(power),
  floor: map((x) => Math.floor(x)),
  ceil: map((x) => Math.ceil(x)),
  round: map(roundHalfEven),
  trunc: map((x) => Math.trunc(x)),
  relu: map((x) => (x <= 0 ? 0 : x)),
  sign: map((x) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
  add: zip((a, b, dtype) => (int32(dtype) ? (a + b) | 0 : a + b)),
  sub: zip((a, b, dtype) => (int32(dtype) ? (a - b) | 0 : a - b)),
  mul: zip((a, b, dtype) => (int32(dtype) ? Math.imul(a, b) : a * b)),
  div: zip((a, b) => a / b),
  floorDivide: zip((a, b) => (b === 0 ? 0 : Math.floor(a / b) | 0)),
  maximum: zip((a, b) => Math.max(a, b)),
  minimum: zip((a, b) => Math.min(a, b)),
  eq: zip((a, b) => (a === b ? 1 : 0)),
  lt: zip((a, b) => (a < b ? 1 : 0)),
  le: zip((a, b) => (a <= b ? 1 : 0)),
  and: zip((a, b) => a & b),
  or: zip((a, b) => a | b),
  xor: zip((a, b) => a ^ b),
  not: map((x, dtype) => (int32(dtype) ? ~x : 1 - x)),
  where: ({ inputs: [condition, a, b] }) => condition!.map((truth, i) => (truth !== 0 ? a![i]! : b![i]!)),
  cast: ({ inputs: [x], inputTypes, attributes: { dtype } }) =>
    x!.map((value) => {
      if (dtype === "bool") return value !== 0 ? 1 : 0;
      return dtype === "int32" && inputTypes[0]!.dtype === "float32" ? toInt(value) : value;
    }),
  threefry: ({ inputs: [key0, key1, counter] }) =>
    counter!.map((count, i) => threefry(key0![i]!, key1![i]!, count, 0)[0]),
  bitsToUniform: map((bits) => (bits >>> 8) * 2 ** -24),
};

function map(f: (x: number, dtype: DType) => number): Row<unknown> {
  return ({ inputs: [x], inputTypes }) => x!.map((value) => f(value, inputTypes[0]!.dtype));
}

function zip(f: (a: number, b: number, dtype: DType) => number): Row<unknown> {
  return ({ inputs: [a, b], inputTypes }) => a!.map((value, i) => f(value, b![i]!, inputTypes[0]!.dtype));
}

/** Towards zero, saturating, NaN → 0. */
function toInt(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value))) + 0;
}

/** C's pow: JavaScript's gives NaN where 1 is raised to NaN or ±1 to ±∞. */
function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY)) return 1;
  return x ** y;
}

/** The nearest whole number, the even one of two; −0 for what rounds to 0 from below. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const over = x - below;
  if (over === 0 || !Number.isFinite(x)) return x;
  const up = over > 0.5 || (over === 0.5 && below % 2 !== 0);
  return up ? Math.ceil(x) : below;
}
