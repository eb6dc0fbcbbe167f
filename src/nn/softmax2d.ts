import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * eˣ / Σ eˣ over the channels at each place of an image.
 *
 * Shapes: [n, channels, height, width] → the same.
 * Source: as `Softmax`.
 *
 * @example
 * new nn.Softmax2d().forward(zeros([1, 4, 1, 1])).flatten().toArray(); // [0.25, 0.25, 0.25, 0.25]
 */
export class Softmax2d extends Module {
  /** Throws: RangeError if `x` has not four axes. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Softmax2d", "the elements", x);
    if (x.rank === 4) return x.softmax({ axis: 1 });
    throw new RangeError(
      `Cannot apply Softmax2d to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, height, width], got ` +
        `${x.rank} axes. Use Softmax with an axis.`,
    );
  }
}
