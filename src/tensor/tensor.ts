/** The public face of a graph's value: its shape and how it is seen. Each method forwards to a function. */

import type { DType } from "../base/dtype.ts";
import { normalizeAxis, type Shape } from "../base/shape.ts";
import * as ops from "../ops/index.ts";
import { backward } from "./backward.ts";
import { compute, type Operand } from "./compute.ts";
import { type AxisRecord, bindAxes } from "./dims.ts";
import { formatTensor } from "./format.ts";
import type { IndexTerm } from "./index-terms.ts";
import { elementsAt, replacedAt } from "./indexing.ts";
import { ReducingTensor } from "./reducing-tensor.ts";
import * as shaping from "./shaping.ts";

const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/**
 * An array of numbers with a shape and a dtype. Operations are lazy: they build a graph, and reading runs it.
 * Operations broadcast by NumPy's rule; a number stands for a scalar of the other operand's dtype.
 */
export class Tensor extends ReducingTensor {
  /** The same elements under another shape; one extent may be −1 and follows. */
  reshape(shape: Shape): Tensor {
    return compute([this], (x) => ops.reshape(x, shape));
  }

  /** Axes from `startAxis` on become one. */
  flatten(startAxis = 0): Tensor {
    return this.reshape(shaping.flattened(this.shape, startAxis));
  }

  /** Axis i of the result is axis `order[i]`. */
  permute(order: readonly number[]): Tensor {
    const axes = order.map((axis) => normalizeAxis("permute", axis, this.rank));
    return compute([this], (x) => ops.permute(x, axes));
  }

  /** Two axes exchanged: the last two unless given. */
  transpose(a = -2, b = -1): Tensor {
    return this.permute(shaping.exchanged(this.rank, a, b));
  }

  /** The order of the elements along the axes reversed. */
  flip(axes: readonly number[]): Tensor {
    const turned = axes.map((axis) => normalizeAxis("flip", axis, this.rank));
    return compute([this], (x) => ops.flip(x, turned));
  }

  /**
   * Elements from `start` up to but without `end` on each axis. Axes left out are whole; negative numbers count from
   * the end.
   */
  slice(start: readonly number[], end: readonly number[] = []): Tensor {
    const bounds = shaping.sliceBounds(this.shape, start, end);
    return compute([this], (x) => ops.slice(x, bounds));
  }

  /**
   * The elements that an index names, as NumPy writes it: a number, a slice such as "1:-1" or "::2", null for a new
   * axis, "..." for the axes in between, a list of numbers or an int32 tensor. Negative numbers count from the end.
   *
   * Several lists or tensors are broadcast to each other and walk together. As in PyTorch their axes come where the
   * indexed ones were, or first if other axes lie between. An index of a tensor that lies outside gives NaN in float32
   * and 0 in other dtypes.
   *
   * Shapes: numbers drop their axis, slices shorten it, indices replace it by their axes.
   *
   * Throws: RangeError naming axis, index and extent if a number is outside, or there are too many; TypeError for
   * tensors that are not int32: instead of a mask use `mask.where(x, 0)`.
   *
   * @example
   * const x = arange(12).reshape([3, 4]);
   * x.at(-1, 2).item(); // 10
   * const inner = x.at("1:", "::2"); // [2, 2]
   * const rows = x.at([2, 0], null); // [2, 1, 4]
   */
  at(...index: readonly IndexTerm[]): Tensor {
    return elementsAt(this, index);
  }

  /**
   * A copy with `value`, broadcast, where an index of numbers, slices, null and "..." points; see `at`.
   *
   * Shapes: any → the same. Throws: as `at`; RangeError or TypeError if the value does not fit.
   *
   * @example
   * const x = zeros([3, 4]).with([1, ":2"], 7);
   * x.sum().item(); // 14
   */
  with(index: readonly IndexTerm[], value: Operand): Tensor {
    return replacedAt(this, index, value);
  }

  /**
   * A copy to which `updates` are added at int32 indices along an axis, the first unless given; indices may repeat,
   * and those outside are dropped: the adjoint of `gather`.
   *
   * Shapes: [a…, extent, b…], indices […n], updates [a…, …n, b…] → [a…, extent, b…].
   *
   * Throws: RangeError or TypeError if they do not fit, or for bool.
   *
   * @example
   * const counts = zeros([3]).indexAdd(tensor([0, 2, 2], { dtype: "int32" }), ones([3]));
   * counts.at(2).item(); // 2
   */
  indexAdd(indices: Tensor, updates: Tensor, { axis = 0 }: { readonly axis?: number } = {}): Tensor {
    return compute([this, indices, updates], (x, at, by) =>
      ops.add(x, ops.scatterAdd(at, by, { axis, shape: x.shape })),
    );
  }

  /**
   * The elements that int32 indices name along an axis, which is replaced by the axes of the indices. An index outside
   * gives NaN in float32, so that a mistake is seen, and 0 in other dtypes.
   *
   * Shapes: [a…, extent, b…] by […n] → [a…, …n, b…].
   */
  gather(indices: Tensor, options: { readonly axis?: number } = {}): Tensor {
    return compute([this, indices], (x, at) => ops.gather(x, at, options));
  }

  /** Axes of extent 1, and new axes on the left, repeated to `shape`. */
  expand(shape: Shape): Tensor {
    return compute([this], (x) => ops.broadcastTo(x, shape));
  }

  /** A new axis of extent 1 that becomes axis `axis` of the result. */
  unsqueeze(axis: number): Tensor {
    return this.reshape(shaping.unsqueezed(this.shape, axis));
  }

  /** Without an axis of extent 1, or without all of them if none is given. */
  squeeze(axis?: number): Tensor {
    return this.reshape(shaping.squeezed(this.shape, axis));
  }

  /** The same numbers as another dtype. */
  cast(dtype: DType): Tensor {
    return compute([this], (x) => ops.cast(x, dtype));
  }

  /** The same elements without history: no gradient flows through. */
  detach(): Tensor {
    const history = { depth: this.depth, requiresGrad: false, severed: this.severed || this.requiresGrad };
    return new Tensor(this.graphValue, history);
  }

  /**
   * Binds the extents to names, outermost axis first, and checks their number.
   *
   * Throws: RangeError if there are more or fewer names than axes.
   *
   * @example
   * const { batch, token } = x.dims("batch token width");
   */
  dims<Names extends string>(names: Names): AxisRecord<Names> {
    return bindAxes(this.shape, names);
  }

  /**
   * Adds the gradient of this number by each leaf tensor that requires it to that tensor's `grad`. Nothing is
   * computed yet.
   *
   * Throws: RangeError unless there is exactly one element, Error if nothing behind it requires a gradient.
   */
  backward(): void {
    backward(this);
  }

  /** The elements as NumPy prints them; runs what has to be computed. */
  override toString(): string {
    return formatTensor(this);
  }

  [inspect](): string {
    return this.toString();
  }
}
