/** Powers with a fixed exponent. */

import type { Value } from "../graph/node.ts";
import { div, exp, full, log, mul, sqrt } from "../ops/index.ts";
import { scalarValue } from "./compute.ts";

/** xᵉ: by repeated multiplication for integers up to 16 and halves of them, else exp(e · log x), NaN for x < 0. */
export function power(x: Value, exponent: number): Value {
  if (exponent < 0) return div(1, power(x, -exponent));
  if (exponent === 0) return full(x.shape, 1, x.dtype);
  if (exponent > 16) return general(x, exponent);
  if (Number.isInteger(exponent)) return integerPower(x, exponent);
  if (!Number.isInteger(2 * exponent)) return general(x, exponent);
  const whole = Math.floor(exponent);
  return whole === 0 ? sqrt(x) : mul(integerPower(x, whole), sqrt(x));
}

function general(x: Value, exponent: number): Value {
  return exp(mul(log(x), scalarValue(exponent, x.dtype)));
}

function integerPower(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  const half = integerPower(x, exponent >> 1);
  const even = mul(half, half);
  return exponent % 2 === 0 ? even : mul(even, x);
}
