import type { Tensor } from "../tensor/index.ts";
import { type ClassOptions, classesLast, scoresOfLabels, weighLabels } from "./class-scores.ts";
import { type LossOptions, reduce } from "./reduction.ts";

/** The options of `nll`. */
export interface NllOptions extends LossOptions, ClassOptions {}

/**
 * The negative log-likelihood of labels, −weight[label] · logProbabilities[n, label], given log-probabilities such as
 * those of `logSoftmax`. The mean is over the weights of the labels. A label that is no class gives NaN, and the run
 * throws a RangeError.
 *
 * Shapes: logProbabilities [n, numClasses, …], labels [n, …] int32; the result is a scalar, or [n, …] with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit, TypeError if the labels are not int32.
 * Source: PyTorch, `nn.NLLLoss`.
 *
 * @example
 * losses.nll(model.forward(x).flatten(1).logSoftmax(), labels).item();
 */
export function nll(logProbabilities: Tensor, labels: Tensor, options: NllOptions = {}): Tensor {
  const scores = classesLast("nll", logProbabilities, labels);
  const { named, weights } = weighLabels("nll", labels, scores.shape.at(-1)!, options);
  const ofLabels = scoresOfLabels("nll", scores, named).neg();
  if (weights === undefined) return reduce(ofLabels, options.reduction);
  const weighed = weights.ne(0).where(ofLabels.mul(weights), 0);
  if ((options.reduction ?? "mean") === "mean") return weighed.sum().div(weights.sum());
  return reduce(weighed, options.reduction);
}
