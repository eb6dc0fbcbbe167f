/** Gradients of tensors, as more tensors. */

import { gradients as differentiate } from "../autodiff/gradients.ts";
import { formatShape } from "../base/shape.ts";
import { full, zeros } from "../ops/index.ts";
import { accompany } from "../runtime/realize.ts";
import { checkTensor, compute, computeAll } from "./compute.ts";
import { noGrad } from "./grad-mode.ts";
import { markSpent } from "./leaf-tensors.ts";
import { lossGradients } from "./loss-gradients.ts";
import { refuseInStep } from "./scan-scope.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Adds d loss / d leaf to the `grad` of each leaf tensor behind `loss` that requires it. Nothing is computed yet.
 * The loss is computed in one program with the updates that use its gradients; once it is, its history is dropped.
 *
 * Throws: RangeError unless `loss` has one element, Error if nothing behind it requires a gradient.
 */
export function backward(loss: Tensor): void {
  if (loss.size !== 1) {
    throw new RangeError(
      `Cannot call backward on shape ${formatShape(loss.shape)}: expected one number, got ${loss.size}. ` +
        "Reduce it with mean() or sum() first.",
    );
  }
  refuseInStep("call backward", "Use gradients() there, or call backward on what the scan returns.");
  const value = loss.graphValue;
  const found = loss.requiresGrad ? lossGradients(value) : undefined;
  if (found === undefined || found.leaves.length === 0) {
    throw new Error(
      "Cannot call backward on this tensor: expected one that depends on a tensor that requires a gradient, got one " +
        "that does not. Was it made in noGrad, returned by a function given to compile, or read after an earlier backward?",
    );
  }
  const { leaves, results, seed } = found;
  noGrad(() => {
    for (const [i, { tensor }] of leaves.entries()) {
      const gradient = compute([loss], () => results[i]!);
      const before = tensor.grad;
      tensor.grad = before === undefined ? gradient : before.add(gradient);
    }
  });
  markSpent(value);
  // Programs that use these gradients compute the loss as well.
  accompany(seed, { value, realized: () => loss.settle(true) });
}

/**
 * The gradients of the sum of `output`'s elements by each of `inputs`, lazy and differentiable again; `grad` of the
 * inputs stays as it is. An input that `output` does not depend on has a gradient of zeros.
 *
 * Shapes: each gradient has its input's. Throws: TypeError if an input is not float32.
 *
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * const [slope] = gradients(x.mul(x).sum(), [x]); // 2x
 */
export function gradients(output: Tensor, inputs: readonly Tensor[]): Tensor[] {
  const wanted: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  return pullBack([checkTensor(output)], [onesLike(output)], wanted.map(checkTensor));
}

/**
 * The gradients of Σ ⟨cotangent, output⟩ by each of `inputs`, lazy and differentiable again, by the cotangents too.
 *
 * Throws: RangeError if a cotangent has not its output's shape, TypeError if an input is not float32.
 */
export function pullBack(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  inputs: readonly Tensor[],
): Tensor[] {
  const wanted = inputs.map((input) => input.graphValue);
  if (!outputs.some((output) => output.requiresGrad)) {
    return inputs.map(({ shape }) => compute([], () => zeros(shape)));
  }
  return computeAll([...outputs, ...cotangents, ...inputs], (...values) =>
    differentiate(values.slice(0, outputs.length), values.slice(outputs.length, 2 * outputs.length), wanted),
  );
}

function onesLike({ shape }: Tensor): Tensor {
  return compute([], () => full(shape, 1));
}
