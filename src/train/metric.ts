import type { Tensor } from "../tensor/index.ts";

/**
 * A number to watch, as a function of a batch's outputs and targets: the SUM over the batch's examples, as a
 * scalar. Sums of batches of different sizes add up to the exact mean over all examples.
 */
export type SummedMetric = (outputs: Tensor, targets: Tensor) => Tensor;

/**
 * How many examples have their greatest output at their label: with it as a metric, the mean is the accuracy.
 *
 * Shapes: outputs [batch, classes], labels [batch] int32; the result is a scalar.
 */
export function countCorrect(outputs: Tensor, labels: Tensor): Tensor {
  return outputs.argmax({ axis: 1 }).eq(labels).cast("float32").sum();
}

/** How many examples were added, and their sums. */
export interface MeansState {
  readonly examples: number;
  readonly sums: readonly number[];
}

/** Adds up sums of batches, and gives means over the examples seen. */
export class RunningMeans {
  private readonly names: readonly string[];
  private readonly sums: Float64Array;
  private examples = 0;

  constructor(names: readonly string[]) {
    this.names = names;
    this.sums = new Float64Array(names.length);
  }

  /** Adds one batch: its size, and one sum a name. */
  add(examples: number, sums: readonly number[]): void {
    this.examples += examples;
    for (const [i, sum] of sums.entries()) this.sums[i]! += sum;
  }

  /** What was added so far, to go on from later. */
  get state(): MeansState {
    return { examples: this.examples, sums: [...this.sums] };
  }

  set state({ examples, sums }: MeansState) {
    this.examples = examples;
    this.sums.set(sums);
  }

  /** How many examples were added. */
  get count(): number {
    return this.examples;
  }

  /** The means by name. */
  get means(): Record<string, number> {
    return Object.fromEntries(this.names.map((name, i) => [name, this.sums[i]! / this.examples]));
  }
}
