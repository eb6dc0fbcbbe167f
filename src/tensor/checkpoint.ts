import { checkpoint as checkpointValues } from "../ops/index.ts";
import { Tensor } from "./tensor.ts";

/**
 * f(…inputs), of which nothing in between is kept for the gradient: it is computed again on the way back. Less memory,
 * for about a third more time. Random numbers are the same both times.
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
  const result = f(...(inputs as unknown as Inputs));
  const { depth, requiresGrad, severed } = result;
  const values = inputs.map((tensor) => tensor.graphValue);
  const [value] = checkpointValues(values, [result.graphValue]);
  return new Tensor(value!, { depth: depth + 1, requiresGrad, severed });
}
