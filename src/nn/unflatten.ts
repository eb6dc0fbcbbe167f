import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * One axis as several, y[…, i, j, …] = x[…, i · extent of j + j, …]: the inverse of `Flatten`. One extent may be −1,
 * which is what is left.
 *
 * Shapes: […, extent, …] → […, unflattenedSize…, …].
 * Source: PyTorch, `nn.Unflatten`.
 *
 * @example
 * new nn.Unflatten(1, [3, 4]).forward(zeros([2, 12, 5])).shape; // [2, 3, 4, 5]
 */
export class Unflatten extends Module {
  readonly axis: number;
  readonly unflattenedSize: readonly number[];

  /** Throws: RangeError unless the axis and the extents are integers, with one −1 at most. */
  constructor(axis: number, unflattenedSize: readonly number[]) {
    super();
    this.axis = checkNumber("Unflatten", "axis", axis, { integer: true });
    const extents: readonly unknown[] = Array.isArray(unflattenedSize) ? unflattenedSize : [];
    const fits = extents.every((extent) => Number.isInteger(extent) && (extent as number) >= -1);
    if (extents.length === 0 || !fits || extents.filter((extent) => extent === -1).length > 1) {
      throw new RangeError(
        `Cannot make Unflatten to ${String(unflattenedSize)}: expected an array of integers, and −1 at most once, got ` +
          "another. Their product is the extent of the axis.",
      );
    }
    this.unflattenedSize = unflattenedSize;
  }

  /** Throws: RangeError if there is no such axis or its extent is another product. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Unflatten", "the elements", x);
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    const extent = x.shape[axis];
    const known = this.unflattenedSize.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const size = this.unflattenedSize.map((size) => (size === -1 ? (extent ?? 0) / known : size));
    const product = size.reduce((product, size) => product * size, 1);
    if (extent === undefined || product !== extent || !size.every(Number.isInteger)) {
      throw new RangeError(
        `Cannot unflatten axis ${this.axis} of a tensor of shape [${x.shape.join(", ")}] to ` +
          `[${this.unflattenedSize.join(", ")}]: expected extents whose product is that of the axis, got ` +
          `${extent ?? "no such axis"}. Choose others.`,
      );
    }
    return x.reshape([...x.shape.slice(0, axis), ...size, ...x.shape.slice(axis + 1)]);
  }
}
