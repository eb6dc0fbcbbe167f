/** The public face of a graph's value: its shape and how it is seen. Each method forwards to a function. */

import type { DType } from "../base/dtype.ts";
import { normalizeAxis, type Shape } from "../base/shape.ts";
import * as ops from "../ops/index.ts";
import { checkDType, checkIntegers, checkShape } from "./argument-kinds.ts";
import { backward } from "./backward.ts";
import { checkTensor, compute, type Operand } from "./compute.ts";
import { type AxisRecord, bindAxes } from "./dims.ts";
import { einsum } from "./einsum.ts";
import { formatTensor } from "./format.ts";
import type { IndexTerm } from "./index-terms.ts";
import { elementsAt, replacedAt } from "./indexing.ts";
import { ReducingTensor } from "./reducing-tensor.ts";
import * as shaping from "./shaping.ts";

const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** How close is close. */
export interface CloseOptions {
  /** Relative to the second operand. Default 1e-5. */
  readonly rtol?: number;
  /** Default 1e-8. */
  readonly atol?: number;
}

/**
 * An array of numbers with a shape and a dtype. Operations are lazy: they build a graph, and reading runs it.
 * Operations broadcast by NumPy's rule; a number stands for a scalar of the other operand's dtype.
 */
export class Tensor extends ReducingTensor {
  /** The same elements under another shape; one extent may be −1 and follows. */
  reshape(shape: Shape): Tensor {
    checkShape("reshape to", shape, { open: true });
    return compute([this], (x) => ops.reshape(x, shape));
  }

  /** Axes from `startAxis` on become one. */
  flatten(startAxis = 0): Tensor {
    return this.reshape(shaping.flattened(this.shape, startAxis));
  }

  /** Axis i of the result is axis `order[i]`. */
  permute(order: readonly number[]): Tensor {
    checkIntegers("permute axes by", order);
    const axes = order.map((axis) => normalizeAxis("permute", axis, this.rank));
    return compute([this], (x) => ops.permute(x, axes));
  }

  /** Two axes exchanged: the last two unless given. */
  transpose(a = -2, b = -1): Tensor {
    return this.permute(shaping.exchanged(this.rank, a, b));
  }

  /** The order of the elements along the axes reversed. */
  flip(axes: readonly number[]): Tensor {
    checkIntegers("flip along axes", axes);
    const turned = axes.map((axis) => normalizeAxis("flip", axis, this.rank));
    return compute([this], (x) => ops.flip(x, turned));
  }

  /**
   * Elements from `start` up to but without `end` on each axis. Axes left out are whole; negative numbers count from
   * the end.
   */
  slice(start: readonly number[], end: readonly number[] = []): Tensor {
    checkIntegers("slice from", start);
    checkIntegers("slice to", end);
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

  /**
   * Parts of `size` elements along an axis, the first unless given, the last part being what is left; or parts of the
   * listed sizes, which make up the axis.
   *
   * Throws: RangeError unless sizes are positive, or listed ones of 0 or more whose sum is the extent.
   *
   * @example
   * const parts = arange(5).split([2, 3]);
   * parts.map((part) => part.toArray()); // [[0, 1], [2, 3, 4]]
   */
  split(size: number | readonly number[], { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
    const along = normalizeAxis("split", axis, this.rank);
    return shaping.parts(this.shape, along, size).map((part) => compute([this], (x) => ops.slice(x, part)));
  }

  /** At most `count` parts of equal size along an axis, the last one smaller if it must be; see `split`. */
  chunk(count: number, { axis = 0 }: { readonly axis?: number } = {}): Tensor[] {
    const extent = this.shape[normalizeAxis("chunk", axis, this.rank)]!;
    return this.split(shaping.chunkSize(extent, count), { axis });
  }

  /**
   * The whole tensor `repeats[i]` times along axis i; with more repeats than axes, new axes come on the left.
   *
   * Throws: RangeError unless repeats are integers of 0 or more, one an axis at least.
   *
   * @example
   * tensor([1, 2]).tile([2]).toArray(); // [1, 2, 1, 2]
   */
  tile(repeats: readonly number[]): Tensor {
    const { inserted, repeated, shape } = shaping.tiled(this.shape, repeats);
    return compute([this], (x) => ops.reshape(ops.expand(ops.reshape(x, inserted), repeated), shape));
  }

  /**
   * Each element `count` times in a row along an axis, the first unless given.
   *
   * Throws: RangeError unless the count is an integer of 0 or more.
   *
   * @example
   * tensor([1, 2]).repeatInterleave(2).toArray(); // [1, 1, 2, 2]
   */
  repeatInterleave(count: number, { axis = 0 }: { readonly axis?: number } = {}): Tensor {
    const { inserted, repeated, shape } = shaping.interleaved(this.shape, axis, count);
    return compute([this], (x) => ops.reshape(ops.expand(ops.reshape(x, inserted), repeated), shape));
  }

  /** Axis `from` becomes axis `to`; the others stay in order. Throws: RangeError if there is no such axis. */
  moveAxis(from: number, to: number): Tensor {
    return this.permute(shaping.moved(this.rank, from, to));
  }

  /**
   * Elements whose indices along two axes, the first two unless given, are `offset` apart; their axis comes last.
   *
   * Shapes: [rows, columns, …] → […, min(rows, columns)] for the main diagonal.
   *
   * Throws: RangeError if there are no such two axes.
   *
   * @example
   * arange(9).reshape([3, 3]).diagonal({ offset: 1 }).toArray(); // [1, 5]
   */
  diagonal(options: ops.DiagonalOptions = {}): Tensor {
    return compute([this], (x) => ops.diagonal(x, options));
  }

  /** The sum of the main diagonal of the first two axes. Shapes: [rows, columns, …] → […]. Throws: as `diagonal`. */
  trace(): Tensor {
    return this.diagonal().sum({ axis: -1 });
  }

  /** All products of an element of this and one of `other`. Shapes: [M], [N] → [M, N]. Throws: RangeError for more axes. */
  outer(other: Tensor): Tensor {
    return einsum("i,j->ij", this, other);
  }

  /**
   * Whether |x − other| ≤ atol + rtol · |other| for all elements, broadcast; reads them. NaN is close to nothing.
   *
   * @example
   * tensor([1, 2]).allClose(tensor([1, 2.000001])); // true
   */
  allClose(other: Tensor, { rtol = 1e-5, atol = 1e-8 }: CloseOptions = {}): boolean {
    const [x, y] = [this.cast("float32"), checkTensor(other).cast("float32")];
    const near = x.sub(y).abs().le(y.abs().mul(rtol).add(atol)).logicalAnd(y.isFinite());
    return x.eq(y).logicalOr(near).all().item() === 1;
  }

  /** Axes of extent 1, and new axes on the left, repeated to `shape`. */
  expand(shape: Shape): Tensor {
    checkShape("expand to", shape);
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
    checkDType("cast to", dtype);
    return compute([this], (x) => ops.cast(x, dtype));
  }

  /** The same elements without history: no gradient flows through. */
  detach(): Tensor {
    const history = { depth: this.depth, requiresGrad: false, severed: this.severed || this.requiresGrad };
    return new Tensor(this.graphValue, history);
  }

  /**
   * Binds the extents to names, outermost axis first. A name has one extent: where it occurs twice, and where it is
   * among `known`, the names bound before.
   *
   * Throws: RangeError naming the axis if an extent is another, or there are more or fewer names than axes.
   *
   * @example
   * const { batch, token } = x.dims("batch token width");
   * const { classes } = y.dims("batch token classes", { batch, token });
   */
  dims<Names extends string>(names: Names, known: Readonly<Record<string, number>> = {}): AxisRecord<Names> {
    return bindAxes(this.shape, { names, known });
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
