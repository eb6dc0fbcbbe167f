import { full, noGrad, type Tensor } from "../tensor/index.ts";
import { requireAtLeastZero, tensorsOf } from "./requirements.ts";

/**
 * Scales the gradients of all parameters by min(1, maxNorm / (norm + 1e-6)), so that their joint norm
 * √(Σ g²) is at most `maxNorm`, and returns the norm before. Call it between `backward` and `step`.
 *
 * Shapes: the result is a scalar.
 * Throws: RangeError if `maxNorm` is not a number of at least 0 or no parameter has a gradient.
 * Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1.
 */
export function clipGradNorm(parameters: Iterable<Tensor>, maxNorm: number): Tensor {
  requireAtLeastZero("clipGradNorm", "maxNorm", maxNorm);
  const held = tensorsOf("clipGradNorm", "parameters", parameters).filter(
    (parameter) => parameter.grad !== undefined,
  );
  const [first, ...others] = held;
  if (first === undefined) {
    throw new RangeError(
      "Cannot clip the norm of no gradients: expected at least one parameter with a gradient. Call it after loss.backward().",
    );
  }
  return noGrad(() => {
    const square = (parameter: Tensor): Tensor => parameter.grad!.mul(parameter.grad!).sum();
    const norm = others.reduce((sum, parameter) => sum.add(square(parameter)), square(first)).sqrt();
    const factor = full([], maxNorm).div(norm.add(1e-6)).minimum(1);
    for (const parameter of held) parameter.grad = parameter.grad!.mul(factor);
    return norm;
  });
}
