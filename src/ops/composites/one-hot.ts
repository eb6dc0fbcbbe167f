/** Indices as rows of zeros with a single one. */

import type { Value } from "../../graph/node.ts";
import { eq } from "../comparison.ts";
import { reshape } from "../movement.ts";
import { cast } from "../selection.ts";
import { iota } from "../source.ts";

/** Whether class c is the label: y[…, c] = (labels[…] = c), a bool. Shapes: [… ] int32 → […, classes]. */
export function isClass(labels: Value, classes: number): Value {
  return eq(reshape(labels, [...labels.shape, 1]), iota([classes], 0));
}

/**
 * 1 where class c is the label, else 0; all 0 for labels outside 0 … classes − 1.
 *
 * Shapes: […] int32 → […, classes] float32. Throws: TypeError unless labels are int32.
 */
export function oneHot(labels: Value, classes: number): Value {
  return cast(isClass(labels, classes), "float32");
}
