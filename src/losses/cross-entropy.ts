import type { Tensor } from "../tensor/index.ts";
import { classesLast, scoresOfLabels } from "./class-scores.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/** The options of `crossEntropy`. */
export interface CrossEntropyOptions extends LossOptions {
  /** The share of each label that is spread evenly over all classes, in [0, 1]. Default: 0. */
  readonly labelSmoothing?: number;
}

/**
 * The cross-entropy of class labels under logits, −Σ q · logSoftmax(logits), where q is 1 at the label; with label
 * smoothing ε it is 1 − ε + ε / numClasses there and ε / numClasses elsewhere. A label that is no class
 * gives NaN, and the run throws a RangeError.
 *
 * Shapes: logits [n, numClasses, …], labels [n, …] int32; the result is a scalar, or [n, …] with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit or `labelSmoothing` is out of range, TypeError if the labels are not
 * int32.
 * Source: Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception Architecture", 2015, section 7.
 *
 * @example
 * losses.crossEntropy(model.forward(images), labels, { labelSmoothing: 0.1 }).backward();
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new RangeError(
      `Cannot compute crossEntropy with labelSmoothing = ${labelSmoothing}: expected a share from 0 to 1. A typical value is 0.1.`,
    );
  }
  const scores = classesLast("crossEntropy", logits, labels).logSoftmax({ axis: -1 }); // [n, …, numClasses]
  const ofLabels = scoresOfLabels("crossEntropy", scores, labels).neg(); // [n, …]
  if (labelSmoothing === 0) return reduce(ofLabels, options.reduction);
  const ofAll = scores.mean({ axis: -1 }).neg(); // [n, …]
  return reduce(ofLabels.mul(1 - labelSmoothing).add(ofAll.mul(labelSmoothing)), options.reduction);
}
