import { isClass } from "../ops/index.ts";
import { compute, rand, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";

/** The options of `gumbelSoftmax`. */
export interface GumbelSoftmaxOptions {
  /** The temperature, more than 0: the less, the nearer to one-hot. Default: 1. */
  readonly tau?: number;
  /** Whether the result is one-hot, with the gradient of the soft one. Default: false. */
  readonly hard?: boolean;
}

/**
 * softmax((logits + g) / tau) over the last axis with g from Gumbel's distribution: a draw from the classes through which
 * gradients flow.
 *
 * Shapes: […, classes] → the same. Throws: RangeError if tau is not more than 0.
 * Source: Jang, Gu, Poole, "Categorical Reparameterization with Gumbel-Softmax", 2016, equation 2.
 *
 * @example
 * nn.gumbelSoftmax(zeros([4]), { hard: true }).sum().item(); // 1
 */
export function gumbelSoftmax(logits: Tensor, options: GumbelSoftmaxOptions = {}): Tensor {
  checkInputTensor("gumbelSoftmax", "logits", logits);
  const { tau = 1, hard = false } = options;
  if (!(tau > 0 && Number.isFinite(tau))) {
    throw new RangeError(
      `Cannot compute gumbelSoftmax with tau ${String(tau)}: expected a temperature above 0, got ${String(tau)}. Leave it ` +
        "out for 1.",
    );
  }
  const uniform = rand(logits.shape).add(2 ** -25); // never 0 or 1
  const gumbel = uniform.log().neg().log().neg();
  const soft = logits.add(gumbel).div(tau).softmax();
  if (!hard) return soft;
  const oneHot = compute([soft.argmax({ axis: -1 })], (chosen) => isClass(chosen, logits.shape.at(-1)!));
  return oneHot.cast("float32").sub(soft.detach()).add(soft);
}
