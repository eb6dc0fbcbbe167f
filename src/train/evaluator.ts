import { requireKind } from "../base/argument-kinds.ts";
import { DataLoader, type Dataset } from "../data/index.ts";
import type { BatchMetric } from "../metrics/index.ts";
import type { Layer } from "../nn/index.ts";
import { compile, noGrad, type Tensor } from "../tensor/index.ts";
import { breathe } from "./breathe.ts";
import type { Metrics } from "./events.ts";
import { RunningMeans } from "./running-means.ts";
import { countsOf, readCounts } from "./training-step.ts";

/** How a model is evaluated. */
export interface EvaluatorOptions {
  /** The mean loss of a batch. */
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  /** Further numbers by name. */
  readonly metrics?: Readonly<Record<string, BatchMetric>>;
  /** Examples a batch. Default 250. */
  readonly batchSize?: number;
}

/** What an evaluation found. */
export interface Evaluation {
  /** Means over all examples: "loss" and the metrics. */
  readonly metrics: Metrics;
  /** The model's outputs for all examples in order, [examples, …]. */
  readonly outputs: { readonly shape: readonly number[]; readonly data: Float32Array };
}

/**
 * Runs a model over data sets without training it: in evaluation mode, without gradients, in batches, each one
 * compiled program. Make it once and call `evaluate` as often as needed: programs are kept.
 */
export class Evaluator {
  private readonly model: Layer;
  private readonly metrics: Readonly<Record<string, BatchMetric>>;
  private readonly batchSize: number;
  private readonly program: (
    inputs: Tensor,
    targets: Tensor,
  ) => { readonly outputs: Tensor; readonly counts: Record<string, Tensor> };

  constructor(model: Layer, options: EvaluatorOptions) {
    requireKind("options", "make an Evaluator", { options });
    const { loss, metrics = {}, batchSize = 250 } = options;
    this.model = model;
    this.metrics = metrics;
    this.batchSize = batchSize;
    this.program = compile((inputs: Tensor, targets: Tensor) =>
      noGrad(() => {
        const outputs = model.forward(inputs);
        return { outputs, counts: countsOf(loss(outputs, targets), metrics, outputs, targets) };
      }),
    );
  }

  /** Evaluates the model as it is now on all examples of a data set. The model's mode is restored. */
  async evaluate(dataset: Dataset): Promise<Evaluation> {
    const { model } = this;
    const wasTraining = model.training;
    model.eval();
    try {
      const means = new RunningMeans(this.metrics);
      const outputs: Float32Array[] = [];
      let shape: readonly number[] = [0];
      for await (const [inputs, targets] of new DataLoader(dataset, { batchSize: this.batchSize })) {
        const found = this.program(inputs!, targets!);
        outputs.push((await found.outputs.data()) as Float32Array);
        shape = found.outputs.shape.slice(1);
        means.add(targets!.shape[0]!, await readCounts(found.counts));
        await breathe();
      }
      const data = new Float32Array(outputs.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of outputs) {
        data.set(part, at);
        at += part.length;
      }
      return { metrics: means.means, outputs: { shape: [dataset.length, ...shape], data } };
    } finally {
      model.train(wasTraining);
    }
  }
}
