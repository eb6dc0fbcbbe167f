import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * Each example in another shape, y[n] = x[n].reshape(shape): elements keep their order, row by row. One extent may be
 * −1, which is what is left.
 *
 * Shapes: [n, …] → [n, shape…].
 * Source: PyTorch, `Tensor.reshape`.
 *
 * @example
 * new nn.Reshape([4, -1]).forward(zeros([2, 12])).shape; // [2, 4, 3]
 */
export class Reshape extends Module {
  readonly shape: readonly number[];

  /** Throws: RangeError unless extents are integers of at least −1, with one −1 at most. */
  constructor(shape: readonly number[]) {
    super();
    const extents: readonly unknown[] = Array.isArray(shape) ? shape : [shape];
    const fits = extents.every((extent) => Number.isInteger(extent) && (extent as number) >= -1);
    if (!Array.isArray(shape) || !fits || extents.filter((extent) => extent === -1).length > 1) {
      throw new RangeError(
        `Cannot make Reshape to [${extents.join(", ")}]: expected integers of 0 or more, and −1 at most once, in an array, ` +
          "got another. Leave out the batch.",
      );
    }
    this.shape = shape;
  }

  /** Throws: RangeError if an example has another number of elements. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Reshape", "the elements", x);
    return x.reshape([x.shape[0] ?? 1, ...this.shape]);
  }
}
