import type { Module } from "../nn/index.ts";
import { compile, type Tensor } from "../tensor/index.ts";
import type { StepOptions } from "./fit-options.ts";
import type { Learner } from "./learner.ts";

/** A learner whose step the caller wrote: compiled as one program. */
export function ownStep(model: Module, { trainingStep, optimizers, validate }: StepOptions): Learner {
  const program = compile((...batch: Tensor[]): Record<string, Tensor> => {
    const examples = batch[0]!.shape[0]!;
    return Object.fromEntries(
      Object.entries(trainingStep(...batch)).map(([name, mean]) => [
        name,
        mean.detach().mul(examples).flatten(),
      ]),
    );
  });
  return {
    programs: [program],
    metrics: {},
    optimizers,
    validate:
      validate &&
      (async () => {
        model.eval();
        try {
          return await validate();
        } finally {
          model.train();
        }
      }),
  };
}
