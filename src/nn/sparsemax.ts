import { type Tensor, tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * The nearest point to x among the probabilities along an axis, the last unless given: max(0, x − τ) with τ such that they
 * sum to 1. Small x get exactly 0.
 *
 * Shapes: any → the same. Throws: RangeError if there is no such axis.
 * Source: Martins, Astudillo, "From Softmax to Sparsemax", 2016, algorithm 1.
 *
 * @example
 * nn.sparsemax(tensor([1, 0.5, -1])).toArray(); // [0.75, 0.25, 0]
 */
export function sparsemax(x: Tensor, axis = -1): Tensor {
  checkInputTensor("sparsemax", "the elements", x);
  const along = axis < 0 ? axis + x.rank : axis;
  const { values } = x.detach().sort({ axis: along, descending: true });
  const extent = values.shape[along] ?? 0;
  const counts = tensor(Float32Array.from({ length: extent }, (_, i) => i + 1)).reshape(
    values.shape.map((extent, i) => (i === along ? extent : 1)),
  );
  const sums = values.cumsum({ axis: along });
  const kept = values.mul(counts).add(1).gt(sums).cast("float32").sum({ axis: along, keepDims: true });
  const least = counts.eq(kept).where(values, 0).sum({ axis: along, keepDims: true }); // the kept-th greatest
  const support = x.detach().ge(least).cast("float32");
  const over = { axis: along, keepDims: true };
  const threshold = x.mul(support).sum(over).sub(1).div(support.sum(over));
  return x.sub(threshold).relu();
}

/**
 * The nearest point to x among the probabilities along an axis, max(0, x − τ), as a layer; `sparsemax` is the function.
 *
 * Source: as `sparsemax`.
 */
export class Sparsemax extends Module {
  readonly axis: number;

  /** Throws: RangeError if the axis is not an integer. */
  constructor(axis = -1) {
    super();
    this.axis = checkNumber("Sparsemax", "axis", axis, { integer: true });
  }

  forward(x: Tensor): Tensor {
    return sparsemax(x, this.axis);
  }
}
