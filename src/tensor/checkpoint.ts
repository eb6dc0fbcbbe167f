import { checkpoint as checkpointValues } from "../ops/index.ts";
import { checkFunction } from "./argument-kinds.ts";
import { checkTensor } from "./compute.ts";
import { Tensor } from "./tensor.ts";

/**
 * f(…inputs), of which nothing in between is kept for the gradient: it is computed again on the way back. Less memory,
 * for about a third more time. Random numbers are the same both times.
 *
 * Throws: TypeError unless f is a function and the inputs are a list of tensors.
 *
 * Source: Chen, Xu, Zhang, Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016.
 *
 * @example sketch
 * const y = checkpoint((x) => block.forward(x), [x]);
 */
export function checkpoint<Inputs extends readonly Tensor[]>(
  f: (...inputs: Inputs) => Tensor,
  inputs: readonly [...Inputs],
): Tensor {
  checkFunction("checkpoint by", f);
  if (!Array.isArray(inputs)) {
    throw new TypeError(
      `Cannot checkpoint with inputs ${String(inputs)}: expected a list of tensors, got ${typeof inputs}. Write [x].`,
    );
  }
  inputs.forEach((each) => checkTensor(each));
  const result = checkTensor(f(...(inputs as unknown as Inputs)));
  const { depth, requiresGrad, severed } = result;
  const values = inputs.map((tensor) => tensor.graphValue);
  const [value] = checkpointValues(values, [result.graphValue]);
  return new Tensor(value!, { depth: depth + 1, requiresGrad, severed });
}
