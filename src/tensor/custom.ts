/** Functions over tensors with gradients of their own. */

import { requireKind } from "../base/argument-kinds.ts";
import type { Value } from "../graph/node.ts";
import { custom as customValues } from "../ops/index.ts";
import { checkFunction } from "./argument-kinds.ts";
import { compute } from "./compute.ts";
import { Tensor } from "./tensor.ts";

/** What the gradient rule of a custom function is given. */
export interface CustomGradient {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** The gradient that flows into the output. */
  readonly gradient: Tensor;
}

/** A function with a gradient of its own. What it uses besides its arguments counts as constant. */
export interface CustomFunction {
  /** For messages. */
  readonly name: string;
  forward(...inputs: readonly Tensor[]): Tensor;
  /** The gradient of each input, or undefined where there is none. */
  vjp(context: CustomGradient): readonly (Tensor | undefined)[];
}

/**
 * A function of tensors whose gradient is what `vjp` says. It fuses as built-in ones do, and the rule is itself
 * differentiated for second derivatives.
 *
 * Throws: TypeError unless `forward` and `vjp` are functions, and, when called, if `forward` uses a tensor from outside that requires a gradient.
 *
 * @example
 * const roundThrough = custom({
 *   name: "roundThrough",
 *   forward: (x) => x!.round(),
 *   vjp: ({ gradient }) => [gradient],
 * });
 * roundThrough(tensor([0.4, 1.6])).sum().item(); // 2
 */
export function custom(rule: CustomFunction): (...inputs: readonly Tensor[]) => Tensor {
  requireKind("object", "make a custom function", { rule });
  const { name, forward, vjp } = rule;
  checkFunction(`define ${String(name)} by`, forward);
  checkFunction(`differentiate ${String(name)} by`, vjp);
  const tensors = (values: readonly Value[]) => values.map((value) => new Tensor(value));
  return (...inputs) =>
    compute(inputs, (...values) => {
      const [result] = customValues(values, {
        name,
        forward: (...given) => {
          const output = forward(...tensors(given));
          if (output.requiresGrad) {
            throw new TypeError(
              `Cannot compute ${name} from a tensor outside that requires a gradient: expected its arguments only, got ` +
                "one that is not. Make it one of the arguments.",
            );
          }
          return [output.graphValue];
        },
        vjp: ({ inputs: given, outputs: [output], cotangents: [gradient] }) =>
          vjp({
            inputs: tensors(given),
            output: new Tensor(output!),
            gradient: new Tensor(gradient!),
          }).map((each) => each?.graphValue),
      });
      return result!;
    });
}
