import type { Tensor } from "../tensor/index.ts";

/** What becomes of the losses of single elements: their mean, their sum, or nothing. */
export type Reduction = "mean" | "sum" | "none";

/** The option that all losses have. */
export interface LossOptions {
  /** Default: "mean". */
  readonly reduction?: Reduction;
}

/**
 * The losses of single elements, reduced. Throws: RangeError if `reduction` is another word.
 */
export function reduce(losses: Tensor, reduction: Reduction = "mean"): Tensor {
  if (reduction === "mean") return losses.mean();
  if (reduction === "sum") return losses.sum();
  if (reduction === "none") return losses;
  throw new RangeError(
    `Cannot reduce a loss by "${reduction}": expected "mean", "sum" or "none". Leave it out for the mean.`,
  );
}
