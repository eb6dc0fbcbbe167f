/** The public face of a graph's value: operations and shapes. Each method forwards to a function. */

import type { DType } from "../base/dtype.ts";
import { normalizeAxis, type Shape } from "../base/shape.ts";
import * as ops from "../ops/index.ts";
import { backward } from "./backward.ts";
import { binary, compute, type Operand, operandTensors, scalarValue } from "./compute.ts";
import { type AxisRecord, bindAxes } from "./dims.ts";
import { formatTensor } from "./format.ts";
import { LazyTensor } from "./lazy-tensor.ts";
import { power } from "./power.ts";
import * as shaping from "./shaping.ts";

const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Over which axes a reduction goes, negative ones counted from the last; over all unless given. */
export interface AxisOptions {
  readonly axis?: number | readonly number[];
  /** Whether reduced axes stay, with extent 1. */
  readonly keepDims?: boolean;
}

/**
 * An array of numbers with a shape and a dtype. Operations are lazy: they build a graph, and reading runs it.
 * Operations broadcast by NumPy's rule; a number stands for a scalar of the other operand's dtype.
 */
export class Tensor extends LazyTensor {
  // Arithmetic, element by element.

  add(other: Operand): Tensor {
    return binary(ops.add, this, other);
  }

  sub(other: Operand): Tensor {
    return binary(ops.sub, this, other);
  }

  mul(other: Operand): Tensor {
    return binary(ops.mul, this, other);
  }

  div(other: Operand): Tensor {
    return binary(ops.div, this, other);
  }

  maximum(other: Operand): Tensor {
    return binary(ops.maximum, this, other);
  }

  minimum(other: Operand): Tensor {
    return binary(ops.minimum, this, other);
  }

  /**
   * xᵉ, in special cases as C's pow; by multiplication where the exponent is a number that is an integer up to 16 or a
   * half of one, which is all that int32 takes.
   */
  pow(exponent: Operand): Tensor {
    return typeof exponent === "number"
      ? compute([this], (x) => power(x, exponent))
      : compute([this, exponent], ops.pow);
  }

  neg(): Tensor {
    return compute([this], ops.neg);
  }

  abs(): Tensor {
    return compute([this], ops.abs);
  }

  /** −1, 0 or 1; 0 for NaN. */
  sign(): Tensor {
    return compute([this], ops.sign);
  }

  /** min(max(x, `min`), `max`); x has all of the gradient where it is not outside. */
  clamp({ min, max }: ops.ClampOptions<number>): Tensor {
    const scalar = (bound: number | undefined) =>
      bound === undefined ? undefined : scalarValue(bound, this.dtype);
    return compute([this], (x) => ops.clamp(x, { min: scalar(min), max: scalar(max) }));
  }

  floor(): Tensor {
    return compute([this], ops.floor);
  }

  ceil(): Tensor {
    return compute([this], ops.ceil);
  }

  /** The nearest whole number, halves to the even one. */
  round(): Tensor {
    return compute([this], ops.round);
  }

  trunc(): Tensor {
    return compute([this], ops.trunc);
  }

  exp(): Tensor {
    return compute([this], ops.exp);
  }

  log(): Tensor {
    return compute([this], ops.log);
  }

  expm1(): Tensor {
    return compute([this], ops.expm1);
  }

  log1p(): Tensor {
    return compute([this], ops.log1p);
  }

  sqrt(): Tensor {
    return compute([this], ops.sqrt);
  }

  tanh(): Tensor {
    return compute([this], ops.tanh);
  }

  sin(): Tensor {
    return compute([this], ops.sin);
  }

  cos(): Tensor {
    return compute([this], ops.cos);
  }

  erf(): Tensor {
    return compute([this], ops.erf);
  }

  relu(): Tensor {
    return compute([this], ops.relu);
  }

  sigmoid(): Tensor {
    return compute([this], ops.sigmoid);
  }

  /** x · Φ(x), or with `approximate: "tanh"` the approximation that GPT-2 uses. */
  gelu(options: ops.GeluOptions = {}): Tensor {
    return compute([this], (x) => ops.gelu(x, options));
  }

  // Comparisons give bool tensors.

  eq(other: Operand): Tensor {
    return binary(ops.eq, this, other);
  }

  lt(other: Operand): Tensor {
    return binary(ops.lt, this, other);
  }

  le(other: Operand): Tensor {
    return binary(ops.le, this, other);
  }

  gt(other: Operand): Tensor {
    return binary(ops.gt, this, other);
  }

  ge(other: Operand): Tensor {
    return binary(ops.ge, this, other);
  }

  logicalAnd(other: Tensor): Tensor {
    return binary(ops.and, this, other);
  }

  logicalOr(other: Tensor): Tensor {
    return binary(ops.or, this, other);
  }

  logicalNot(): Tensor {
    return compute([this], ops.not);
  }

  /** `a` where this bool tensor is true, else `b`. */
  where(a: Operand, b: Operand): Tensor {
    const [left, right] = operandTensors(a, b);
    return compute([this, left, right], ops.where);
  }

  /** The matrix product. Shapes: […, M, K] · […, K, N] → […, M, N]; a single axis is a row (left) or a column (right). */
  matmul(other: Tensor): Tensor {
    return compute([this, other], ops.matmul);
  }

  // Reductions.

  sum(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.sum(x, reduceOptions(options)));
  }

  mean(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.mean(x, reduceOptions(options)));
  }

  max(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.max(x, reduceOptions(options)));
  }

  /** The index (int32) of the first greatest element along an axis, or in row-major order of all. */
  argmax(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.argmax(x, reduceOptions(options)));
  }

  softmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.softmax(x, options));
  }

  logSoftmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.logSoftmax(x, options));
  }

  // Shapes.

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

  /**
   * Elements from `start` up to but without `end` on each axis. Axes left out are whole; negative numbers count from
   * the end.
   */
  slice(start: readonly number[], end: readonly number[] = []): Tensor {
    const bounds = shaping.sliceBounds(this.shape, start, end);
    return compute([this], (x) => ops.slice(x, bounds));
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

function reduceOptions({ axis, keepDims = false }: AxisOptions): ops.ReduceOptions {
  if (axis === undefined) return { keepDims };
  return { axes: typeof axis === "number" ? [axis] : axis, keepDims };
}
