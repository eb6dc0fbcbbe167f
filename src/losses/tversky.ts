import type { Tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireSameShape } from "./same-shape.ts";

/** The options of `tversky`. */
export interface TverskyOptions extends LossOptions {
  /** The weight of false alarms. Default: 0.3. */
  readonly alpha?: number;
  /** The weight of misses. Default: 0.7. */
  readonly beta?: number;
  /** What is added to numerator and denominator, so that empty masks have a value. Default: 1. */
  readonly smooth?: number;
}

/**
 * 1 − (Σ p · t + s) / (Σ p · t + alpha · Σ p · (1 − t) + beta · Σ (1 − p) · t + s) over each example's probabilities p and
 * targets t: overlap in which misses and false alarms weigh differently.
 *
 * Shapes: probabilities and targets the same, [n, …]; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or an option is negative.
 * Source: Salehi, Erdogmus, Gholipour, "Tversky Loss Function for Image Segmentation", 2017, equation 3.
 *
 * @example
 * losses.tversky(tensor([[1, 0.5, 0]]), tensor([[1, 1, 0]])).item(); // 0.1228
 */
export function tversky(probabilities: Tensor, targets: Tensor, options: TverskyOptions = {}): Tensor {
  const { alpha = 0.3, beta = 0.7, smooth = 1, reduction } = options;
  requireSameShape("tversky", probabilities, targets);
  for (const [name, value] of Object.entries({ alpha, beta, smooth })) {
    requireNumber("tversky", name, value, { least: 0 });
  }
  if (probabilities.rank < 2) {
    throw new RangeError(
      `Cannot compute tversky of shape [${probabilities.shape.join(", ")}]: expected examples of masks, [n, …], got ` +
        `${probabilities.rank} axes. A single example needs unsqueeze(0).`,
    );
  }
  const perExample = (x: Tensor) => x.flatten(1).sum({ axis: 1 });
  const both = perExample(probabilities.mul(targets));
  const alarms = perExample(probabilities).sub(both);
  const misses = perExample(targets).sub(both);
  const union = both.add(alarms.mul(alpha)).add(misses.mul(beta)).add(smooth);
  return reduce(both.add(smooth).div(union).neg().add(1), reduction);
}
