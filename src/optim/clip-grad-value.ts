import { noGrad, type Tensor } from "../tensor/index.ts";
import { requireAtLeastZero, tensorsOf } from "./requirements.ts";

/**
 * Clamps every gradient element to [−clipValue, clipValue], g ← min(max(g, −clipValue), clipValue). Call it between
 * `backward` and `step`.
 *
 * Throws: RangeError if `clipValue` is not a number of at least 0.
 * Source: PyTorch, `nn.utils.clip_grad_value_`.
 */
export function clipGradValue(parameters: Iterable<Tensor>, clipValue: number): void {
  requireAtLeastZero("clipGradValue", "clipValue", clipValue);
  const all = tensorsOf("clipGradValue", "parameters", parameters);
  noGrad(() => {
    for (const parameter of all) {
      if (parameter.grad !== undefined) {
        parameter.grad = parameter.grad.clamp({ min: -clipValue, max: clipValue });
      }
    }
  });
}
