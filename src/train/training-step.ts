import type { BatchMetric } from "../metrics/index.ts";
import type { Layer } from "../nn/index.ts";
import { clipGradNorm, type Optimizer } from "../optim/index.ts";
import { compile, filledVariable, noGrad, type Tensor } from "../tensor/index.ts";

/** What a step of training is made of. */
export interface TrainingStepOptions {
  readonly optimizer: Optimizer;
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  readonly metrics: Readonly<Record<string, BatchMetric>>;
  readonly clipGradNorm?: number | undefined;
  /** Batches whose gradients are averaged for one step. */
  readonly gradientAccumulation: number;
}

/** A program for a batch: it returns by name what is counted over its examples. */
export type BatchProgram = (...batch: Tensor[]) => Record<string, Tensor>;

/**
 * A whole step of supervised learning (forward, loss, backward, clipping, update) as compiled programs, one for each of its batches: those before
 * the last add their gradients up in memory of their own, and the last one makes the update. A step of one batch is one
 * program.
 */
export function trainingStep(
  model: Layer,
  { optimizer, loss, metrics, clipGradNorm: maxNorm, gradientAccumulation: batches }: TrainingStepOptions,
): readonly BatchProgram[] {
  const { parameters } = optimizer;
  const totals = batches === 1 ? [] : parameters.map(({ shape }) => filledVariable(shape, 0));
  const program = (batch: number): BatchProgram =>
    compile((...[inputs, targets]: Tensor[]): Record<string, Tensor> => {
      optimizer.zeroGrad();
      const outputs = model.forward(inputs!);
      const mean = loss(outputs, targets!);
      mean.backward();
      noGrad(() => {
        for (const [i, total] of totals.entries()) {
          const parameter = parameters[i]!;
          if (parameter.grad === undefined) continue;
          const sum = batch === 0 ? parameter.grad : total.add(parameter.grad);
          if (batch === batches - 1) parameter.grad = sum.div(batches);
          else total.assign(sum);
        }
      });
      if (batch === batches - 1) {
        if (maxNorm !== undefined) clipGradNorm(parameters, maxNorm);
        optimizer.step();
      }
      return countsOf(mean.detach(), metrics, outputs.detach(), targets!);
    });
  // Batches in the middle share a program.
  const [first, middle, last] = [0, 1, batches - 1].map(program) as [
    BatchProgram,
    BatchProgram,
    BatchProgram,
  ];
  return Array.from({ length: batches }, (_, i) => (i === batches - 1 ? last : i === 0 ? first : middle));
}

/** What is counted over a batch: the loss, and for each metric what it says. */
export function countsOf(
  loss: Tensor,
  metrics: Readonly<Record<string, BatchMetric>>,
  outputs: Tensor,
  targets: Tensor,
): Record<string, Tensor> {
  const counted = Object.entries(metrics).map(([name, metric]): [string, Tensor] => [
    name,
    (typeof metric === "function" ? metric(outputs, targets) : metric.count(outputs, targets)).flatten(),
  ]);
  return { loss: loss.mul(targets.shape[0]!).flatten(), ...Object.fromEntries(counted) };
}

/** Reads what a program counted. */
export async function readCounts(
  counted: Readonly<Record<string, Tensor>>,
): Promise<Record<string, ArrayLike<number>>> {
  const read = Object.entries(counted).map(async ([name, count]) => [name, await count.data()] as const);
  return Object.fromEntries(await Promise.all(read));
}
