import type { BatchMetric } from "../metrics/index.ts";

/** How many examples were added, and what was counted over them, by name. */
export interface MeansState {
  readonly examples: number;
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

/** Adds up what is counted over batches, and tells its values over the examples seen. */
export class RunningMeans {
  private readonly metrics: Readonly<Record<string, BatchMetric>>;
  private counts: Record<string, number[]> = {};
  private examples = 0;

  /** The metrics say what becomes of the counts of their names; those of other names become means over the examples. */
  constructor(metrics: Readonly<Record<string, BatchMetric>> = {}) {
    this.metrics = metrics;
  }

  /** Adds one batch: its size, and what was counted over its examples. */
  add(examples: number, counts: Readonly<Record<string, ArrayLike<number>>>): void {
    this.examples += examples;
    for (const [name, own] of Object.entries(counts)) {
      const sums = (this.counts[name] ??= new Array(own.length).fill(0));
      for (let k = 0; k < own.length; k++) sums[k]! += own[k]!;
    }
  }

  /** What was added so far, to go on from later. */
  get state(): MeansState {
    return { examples: this.examples, counts: structuredClone(this.counts) };
  }

  set state({ examples, counts }: MeansState) {
    this.examples = examples;
    this.counts = Object.fromEntries(Object.entries(counts).map(([name, own]) => [name, [...own]]));
  }

  /** How many examples were added. */
  get count(): number {
    return this.examples;
  }

  /** The values by name. */
  get means(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.counts).map(([name, own]) => {
        const metric = this.metrics[name];
        return [
          name,
          typeof metric === "object" ? metric.value(own, this.examples) : own[0]! / this.examples,
        ];
      }),
    );
  }
}
