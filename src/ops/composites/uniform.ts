/** Uniform random numbers from a key. */

import type { Shape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { bitsToUniform, threefry } from "../random.ts";
import { rowMajorIndex } from "../source.ts";

/** Element i (in row-major order) is the uniform number in [0, 1) of counter i under the int32 scalars key0, key1. */
export function randomUniform(shape: Shape, key0: Value, key1: Value): Value {
  return bitsToUniform(threefry(key0, key1, rowMajorIndex(shape)));
}
