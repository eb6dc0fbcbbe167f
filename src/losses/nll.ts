import type { Tensor } from "../tensor/index.ts";
import { classesLast, scoresOfLabels } from "./class-scores.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/**
 * The negative log-likelihood of labels, −logProbabilities[n, labels[n]], given log-probabilities such as those of
 * `logSoftmax`. A label that is no class
 * gives NaN, and the run throws a RangeError.
 *
 * Shapes: logProbabilities [n, numClasses, …], labels [n, …] int32; the result is a scalar, or [n, …] with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit, TypeError if the labels are not int32.
 */
export function nll(logProbabilities: Tensor, labels: Tensor, options: LossOptions = {}): Tensor {
  const scores = classesLast("nll", logProbabilities, labels);
  return reduce(scoresOfLabels("nll", scores, labels).neg(), options.reduction);
}
