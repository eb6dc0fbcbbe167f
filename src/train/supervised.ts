import type { Dataset } from "../data/index.ts";
import type { Layer } from "../nn/index.ts";
import { Evaluator } from "./evaluator.ts";
import type { FitOptions } from "./fit-options.ts";
import type { Learner } from "./learner.ts";
import { trainingStep } from "./training-step.ts";

/** A learner that compares what a model makes of inputs with targets. */
export function supervised(model: Layer, options: FitOptions, validation: Dataset | undefined): Learner {
  const { optimizer, loss, metrics = {}, clipGradNorm, gradientAccumulation = 1 } = options;
  const evaluator = options.evaluator ?? new Evaluator(model, { loss, metrics });
  return {
    programs: trainingStep(model, { optimizer, loss, metrics, clipGradNorm, gradientAccumulation }),
    metrics,
    optimizers: [optimizer],
    validate: validation && (async () => (await evaluator.evaluate(validation)).metrics),
  };
}
