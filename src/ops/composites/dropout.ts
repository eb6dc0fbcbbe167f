/** Dropout. */

import type { Value } from "../../graph/node.ts";
import { mul } from "../arithmetic.ts";
import { lt } from "../comparison.ts";
import { where } from "../selection.ts";
import { randomUniform } from "./uniform.ts";

/**
 * 0 with probability p, else x / (1 − p). The keys are int32 scalars; the same keys drop the same elements.
 *
 * Throws: RangeError unless 0 ≤ p < 1.
 *
 * Source: Srivastava et al., "Dropout", JMLR 2014, section 10 (scaling while training).
 */
export function dropout(x: Value, key0: Value, key1: Value, p: number): Value {
  if (!(p >= 0 && p < 1)) {
    throw new RangeError(
      `Cannot drop elements with probability ${p}: expected 0 ≤ p < 1, got ${p}. Choose less.`,
    );
  }
  if (p === 0) return x;
  return where(lt(randomUniform(x.shape, key0, key1), p), 0, mul(x, 1 / (1 - p)));
}
