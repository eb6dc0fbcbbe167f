import { requireKind } from "../base/argument-kinds.ts";
import { margins } from "./margins.ts";
import { quotient } from "./quotient.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * How far two lists of classes agree beyond chance, κ = (pₒ − pₑ) / (1 − pₑ), pₒ being the share of agreement and pₑ that
 * which their frequencies alone would give: 1 is all, 0 is chance. 0 where both know one class only.
 *
 * Shapes: predictions and labels [n], classes. Throws: RangeError if the lengths differ or a class is out of range.
 * Source: Cohen, "A coefficient of agreement for nominal scales", 1960.
 *
 * @example
 * metrics.cohenKappa([1, 0, 1, 1], [1, 0, 0, 1]); // 0.5
 */
export function cohenKappa(predictions: ArrayLike<number>, labels: ArrayLike<number>): number {
  requireKind("list", "call cohenKappa", { predictions, labels });
  requireSameLength("a kappa", ["predictions", predictions], ["labels", labels]);
  const { right, total, predicted, actual } = margins(predictions, labels);
  const chance = predicted.reduce((sum, count, k) => sum + count * actual[k]!, 0) / total;
  return quotient(right - chance, total - chance);
}
