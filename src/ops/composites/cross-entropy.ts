/** The negative log-likelihood of labels under logits. */

import { formatShape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { div } from "../arithmetic.ts";
import { bounded } from "../bounded.ts";
import { sum } from "../reduce.ts";
import { where } from "../selection.ts";
import { isClass } from "./one-hot.ts";
import { logSoftmax } from "./softmax.ts";

/**
 * −1/N Σₙ logSoftmax(logits)[n, labels[n]].
 *
 * Shapes: logits [N, C] float32, labels [N] int32 → [].
 *
 * Throws: RangeError or TypeError if these are not the shapes and dtypes; RangeError after a run with a label outside
 * 0 … C − 1. Such a label adds nothing.
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  const [count, classes] = logits.shape;
  if (logits.shape.length !== 2 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new RangeError(
      `Cannot take the cross-entropy of logits ${formatShape(logits.shape)} and labels ${formatShape(labels.shape)}: ` +
        `expected [N, C] and [N], got ${formatShape(logits.shape)} and ${formatShape(labels.shape)}. Reshape them.`,
    );
  }
  if (labels.dtype !== "int32") {
    throw new TypeError(
      `Cannot take the cross-entropy with labels of dtype ${labels.dtype}: expected int32 class numbers, got ` +
        `${labels.dtype}. Use cast("int32").`,
    );
  }
  const named = bounded(labels, classes!, `take the cross-entropy over ${classes} classes`);
  const chosen = where(isClass(named, classes!), logSoftmax(logits), 0);
  return div(sum(sum(chosen, { axes: [1] })), -count!);
}
