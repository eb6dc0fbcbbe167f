import type { Layer } from "../nn/index.ts";
import { clipGradNorm, type Optimizer } from "../optim/index.ts";
import { compile, type Tensor } from "../tensor/index.ts";
import type { SummedMetric } from "./metric.ts";

/** What a step of training is made of. */
export interface TrainingStepOptions {
  readonly optimizer: Optimizer;
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  readonly metrics: Readonly<Record<string, SummedMetric>>;
  readonly clipGradNorm?: number | undefined;
}

/**
 * A whole step (forward, loss, backward, clipping, update) as one compiled program. It returns sums over the batch: the
 * loss, then each metric.
 */
export function trainingStep(
  model: Layer,
  { optimizer, loss, metrics, clipGradNorm: maxNorm }: TrainingStepOptions,
): (inputs: Tensor, targets: Tensor) => Tensor[] {
  return compile((inputs: Tensor, targets: Tensor): Tensor[] => {
    optimizer.zeroGrad();
    const outputs = model.forward(inputs);
    const mean = loss(outputs, targets);
    mean.backward();
    if (maxNorm !== undefined) clipGradNorm(optimizer.parameters, maxNorm);
    optimizer.step();
    const sums = Object.values(metrics).map((metric) => metric(outputs.detach(), targets));
    return [mean.detach().mul(inputs.shape[0]!), ...sums];
  });
}
