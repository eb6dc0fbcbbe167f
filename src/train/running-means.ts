import type { BatchMetric } from "../metrics/index.ts";

/** How many examples were added, and what was counted: the loss, then each metric. */
export interface MeansState {
  readonly examples: number;
  readonly counts: readonly (readonly number[])[];
}

/** Adds up the loss and what metrics count over batches, and tells their values over the examples seen. */
export class RunningMeans {
  private readonly metrics: Readonly<Record<string, BatchMetric>>;
  private counts: number[][] = [];
  private examples = 0;

  constructor(metrics: Readonly<Record<string, BatchMetric>>) {
    this.metrics = metrics;
  }

  /** Adds one batch: its size, its loss summed over its examples, and what each metric counted. */
  add(examples: number, counts: readonly ArrayLike<number>[]): void {
    this.examples += examples;
    for (const [i, own] of counts.entries()) {
      const sums = (this.counts[i] ??= new Array(own.length).fill(0));
      for (let k = 0; k < own.length; k++) sums[k]! += own[k]!;
    }
  }

  /** What was added so far, to go on from later. */
  get state(): MeansState {
    return { examples: this.examples, counts: this.counts.map((own) => [...own]) };
  }

  set state({ examples, counts }: MeansState) {
    this.examples = examples;
    this.counts = counts.map((own) => [...own]);
  }

  /** How many examples were added. */
  get count(): number {
    return this.examples;
  }

  /** The values by name: "loss", then the metrics. */
  get means(): Record<string, number> {
    const [loss = [], ...counts] = this.counts;
    const values = Object.entries(this.metrics).map(([name, metric], i): [string, number] => {
      const own = counts[i] ?? [];
      return [
        name,
        typeof metric === "function" ? own[0]! / this.examples : metric.value(own, this.examples),
      ];
    });
    return Object.fromEntries([["loss", loss[0]! / this.examples], ...values]);
  }
}
