import type { Tensor } from "../tensor/index.ts";

/**
 * A number to watch, as a function of a batch's outputs and targets: the SUM over the batch's examples, as a
 * scalar. Sums of batches of different sizes add up to the exact mean over all examples.
 */
export type SummedMetric = (outputs: Tensor, targets: Tensor) => Tensor;

/** A number to watch that is no mean over examples: counts of batches add up, and the number follows from all of them. */
export interface CountedMetric {
  /** What is counted over a batch, in any shape. */
  count(outputs: Tensor, targets: Tensor): Tensor;
  /** The number, from the counts of all batches and how many examples they had. */
  value(counts: readonly number[], examples: number): number;
}

/** A number to watch while batches go by. */
export type BatchMetric = SummedMetric | CountedMetric;
