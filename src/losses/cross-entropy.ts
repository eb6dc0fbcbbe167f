import type { Tensor } from "../tensor/index.ts";
import { type ClassOptions, classesLast, scoresOfLabels, weighLabels } from "./class-scores.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireShape, requireTensor } from "./same-shape.ts";

/** The options of `crossEntropy`. */
export interface CrossEntropyOptions extends LossOptions, ClassOptions {
  /** The share of each label that is spread evenly over all classes, in [0, 1]. Default: 0. */
  readonly labelSmoothing?: number;
}

/**
 * The cross-entropy of classes under logits, −Σ weight · q · logSoftmax(logits), where q is 1 at the label; with label
 * smoothing ε it is 1 − ε + ε / numClasses there and ε / numClasses elsewhere. In place of labels, float32 targets of the
 * logits' shape give q itself. The mean over labels is one over their weights. A label that is no class gives NaN, and
 * the run throws a RangeError.
 *
 * Shapes: logits [n, numClasses, …], labels [n, …] int32 or probabilities [n, numClasses, …]; the result is a scalar, or
 * [n, …] with `reduction: "none"`.
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
  requireTensor("crossEntropy", logits);
  requireTensor("crossEntropy", labels);
  if (labels.dtype === "float32" && logits.rank >= 2 && String(labels.shape) === String(logits.shape)) {
    return ofProbabilities(logits, labels, { ...options, labelSmoothing });
  }
  const scores = classesLast("crossEntropy", logits, labels).logSoftmax({ axis: -1 }); // [n, …, numClasses]
  const numClasses = scores.shape.at(-1)!;
  const { named, weights } = weighLabels("crossEntropy", labels, numClasses, options);
  const ofLabels = scoresOfLabels("crossEntropy", scores, named).neg(); // [n, …]
  const weighed = weights === undefined ? ofLabels : weights.ne(0).where(ofLabels.mul(weights), 0);
  const mixed = labelSmoothing === 0 ? weighed : smoothed(weighed, scores, weights, options);
  if (weights === undefined || (options.reduction ?? "mean") !== "mean")
    return reduce(mixed, options.reduction);
  return mixed.sum().div(weights.sum());
}

/** Losses with a share of each label spread over all classes; what is ignored stays 0. */
function smoothed(
  ofLabels: Tensor,
  scores: Tensor,
  weights: Tensor | undefined,
  { labelSmoothing = 0, weight }: CrossEntropyOptions,
): Tensor {
  const ofAll = (weight === undefined ? scores : scores.mul(weight)).mean({ axis: -1 }).neg(); // [n, …]
  const counted = weights === undefined ? ofAll : weights.ne(0).where(ofAll, 0);
  return ofLabels.mul(1 - labelSmoothing).add(counted.mul(labelSmoothing));
}

function ofProbabilities(logits: Tensor, targets: Tensor, options: CrossEntropyOptions): Tensor {
  const { labelSmoothing = 0, weight, reduction } = options;
  const scores = logits.logSoftmax({ axis: 1 });
  const numClasses = logits.shape[1]!;
  const spread =
    labelSmoothing === 0 ? targets : targets.mul(1 - labelSmoothing).add(labelSmoothing / numClasses);
  if (weight !== undefined) requireShape("crossEntropy", "weights", weight, [numClasses]);
  const along = [numClasses, ...logits.shape.slice(2).map(() => 1)];
  const products = spread.mul(weight === undefined ? scores : scores.mul(weight.reshape(along)));
  // A class that cannot be, with a score of −∞, costs nothing where it is not expected.
  return reduce(spread.ne(0).where(products, 0).sum({ axis: 1 }).neg(), reduction);
}
