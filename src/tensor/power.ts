/** Powers with a fixed exponent. */

import type { Value } from "../graph/node.ts";
import { div, full, mul, pow, sqrt } from "../ops/index.ts";
import { scalarValue } from "./compute.ts";

/** xᵉ: by repeated multiplication for integers up to 16 and halves of them, else the primitive, float32 only. */
export function power(x: Value, exponent: number): Value {
  const size = Math.abs(exponent);
  if (!Number.isInteger(2 * size) || size > 16) return pow(x, scalarValue(exponent, x.dtype));
  if (exponent === 0) return full(x.shape, 1, x.dtype);
  const whole = Math.floor(size);
  const ofSize = whole === size ? integerPower(x, whole) : halfPower(x, whole);
  return exponent < 0 ? div(1, ofSize) : ofSize;
}

/** x^(whole + ½). */
function halfPower(x: Value, whole: number): Value {
  return whole === 0 ? sqrt(x) : mul(integerPower(x, whole), sqrt(x));
}

function integerPower(x: Value, exponent: number): Value {
  if (exponent === 1) return x;
  const half = integerPower(x, exponent >> 1);
  const even = mul(half, half);
  return exponent % 2 === 0 ? even : mul(even, x);
}
