import type { BatchMetric } from "../metrics/index.ts";
import type { Optimizer } from "../optim/index.ts";
import type { Metrics } from "./events.ts";
import type { BatchProgram } from "./training-step.ts";

/** What is done with each batch of a training, and after each epoch. */
export interface Learner {
  /** One a batch of a step; the last one updates. */
  readonly programs: readonly BatchProgram[];
  /** What becomes of the counts of these names; others become means. */
  readonly metrics: Readonly<Record<string, BatchMetric>>;
  /** What updates; the first one's learning rate is told. */
  readonly optimizers: readonly Optimizer[];
  /** The numbers on held-out data; undefined where there is none. */
  readonly validate: (() => Promise<Metrics>) | undefined;
}
