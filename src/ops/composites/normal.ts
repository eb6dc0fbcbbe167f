/** Normally distributed random numbers from a key. */

import type { Shape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { add, mul, sub } from "../arithmetic.ts";
import { bitsToUniform, threefry } from "../random.ts";
import { rowMajorIndex } from "../source.ts";
import { cos, log, sqrt } from "../transcendental.ts";

/**
 * Normal numbers of mean 0 and variance 1: element i is √(−2 ln(1 − u)) · cos(2πv) of the uniform numbers u and v of
 * counters 2i and 2i + 1 under the int32 scalars key0, key1. Sizes are below 5.8.
 *
 * Source: Box, Muller, "A Note on the Generation of Random Normal Deviates", 1958.
 */
export function randomNormal(shape: Shape, key0: Value, key1: Value): Value {
  const counter = mul(rowMajorIndex(shape), 2);
  const radius = bitsToUniform(threefry(key0, key1, counter));
  const angle = bitsToUniform(threefry(key0, key1, add(counter, 1)));
  // 1 − u is exact and never 0.
  return mul(sqrt(mul(log(sub(1, radius)), -2)), cos(mul(angle, 2 * Math.PI)));
}
