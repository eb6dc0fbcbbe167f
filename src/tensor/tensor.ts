/** The public face of a graph's value: lazy, immutable unless assigned, differentiable. */

import type { DType } from "../base/dtype.ts";
import { formatShape, normalizeAxis, type Shape, sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import type { HostArray } from "../runtime/device.ts";
import { MemoryCell } from "../runtime/memory-cell.ts";
import { realizeValues } from "../runtime/realize.ts";
import { leaf, storageOf } from "../runtime/storage.ts";
import { activeTrace, suspendTrace } from "../runtime/trace.ts";
import { backward } from "./backward.ts";
import { binary, compute, type Operand, operandTensors, realizeDeep } from "./compute.ts";
import { type AxisRecord, bindAxes } from "./dims.ts";
import { formatTensor } from "./format.ts";
import { gradientIn, setGradientIn } from "./gradients-in-trace.ts";
import { isSpent, leafTensors } from "./leaf-tensors.ts";
import { power } from "./power.ts";
import * as shaping from "./shaping.ts";

/** Elements as they are read: a bool is one byte of 0 or 1. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

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
export class Tensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whether the graph behind this tensor reaches parameters that it must not be differentiated by. */
  #severed = false;
  #depth = 0;
  #value: Value | undefined;
  #cell: MemoryCell | undefined;
  #requiresGrad = false;
  #grad: Tensor | undefined;

  /** A tensor of a graph's value, or of memory that is updated in place. Users call `tensor(data)`. */
  constructor(source: Value | MemoryCell) {
    if (source instanceof MemoryCell) {
      this.#cell = source;
      this.shape = source.type.shape;
      this.dtype = source.type.dtype;
    } else {
      this.#value = source;
      this.shape = source.shape;
      this.dtype = source.dtype;
    }
  }

  /** How many elements there are. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** How many axes there are. */
  get rank(): number {
    return this.shape.length;
  }

  /** How many operations in a row have yet to be computed for this tensor. */
  get depth(): number {
    return this.#cell !== undefined && this.#cell.pending === undefined ? 0 : this.#depth;
  }

  /** Whether `compute` must keep gradients from flowing through this tensor. */
  get severed(): boolean {
    return this.#severed;
  }

  /** What this tensor is in graphs, as of now: the newest version of memory that is updated in place. */
  get graphValue(): Value {
    const value = this.#cell === undefined ? this.#value! : this.#cell.value();
    if (this.#requiresGrad && this.#cell !== undefined) leafTensors.set(value, this);
    return value;
  }

  /** Whether `backward` computes gradients by this tensor or by tensors it was computed from. */
  get requiresGrad(): boolean {
    return this.#requiresGrad;
  }

  /** Throws: TypeError unless float32; Error when turned off for a computed tensor. */
  set requiresGrad(required: boolean) {
    if (required === this.#requiresGrad) return;
    if (required && this.dtype !== "float32") {
      throw new TypeError(
        `Cannot require the gradient of a ${this.dtype} tensor: expected float32, got ${this.dtype}. ` +
          'Use cast("float32") first.',
      );
    }
    if (!required && !this.isLeaf) {
      throw new Error("Cannot stop requiring the gradient of a computed tensor. Use detach() instead.");
    }
    if (required && this.#cell === undefined) {
      if (this.#severed || this.#value!.node.inputs.length > 0) this.#value = ops.stopGradient(this.#value!);
      this.#severed = false;
      leafTensors.set(this.#value!, this);
    }
    this.#requiresGrad = required;
  }

  /** Whether gradients that reach this tensor are added to its `grad`, not passed on to what it was computed from. */
  get isLeaf(): boolean {
    return this.#cell !== undefined || !this.#requiresGrad || leafTensors.get(this.#value!) === this;
  }

  /** The sum of the gradients of `backward` calls since it was last set to undefined. */
  get grad(): Tensor | undefined {
    const trace = activeTrace();
    return trace === undefined ? this.#grad : gradientIn(trace, this);
  }

  set grad(gradient: Tensor | undefined) {
    const trace = activeTrace();
    if (trace === undefined) this.#grad = gradient;
    else setGradientIn(trace, this, gradient);
  }

  /** The memory that holds the elements, for tensors that are updated in place. */
  get cell(): MemoryCell | undefined {
    return this.#cell;
  }

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

  /** xᵉ; by multiplication where the exponent is an integer up to 16, else exp(e · log x), NaN for negative x. */
  pow(exponent: number): Tensor {
    return compute([this], (x) => power(x, exponent));
  }

  neg(): Tensor {
    return compute([this], ops.neg);
  }

  abs(): Tensor {
    return compute([this], ops.abs);
  }

  exp(): Tensor {
    return compute([this], ops.exp);
  }

  log(): Tensor {
    return compute([this], ops.log);
  }

  sqrt(): Tensor {
    return compute([this], ops.sqrt);
  }

  tanh(): Tensor {
    return compute([this], ops.tanh);
  }

  relu(): Tensor {
    return compute([this], ops.relu);
  }

  sigmoid(): Tensor {
    return compute([this], ops.sigmoid);
  }

  gelu(): Tensor {
    return compute([this], ops.gelu);
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
    const detached = new Tensor(this.graphValue);
    detached.#depth = this.depth;
    detached.#severed = this.#severed || this.#requiresGrad;
    return detached;
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

  // Reading.

  /** A copy of the elements in row-major order; runs what has to be computed. */
  async data(): Promise<TensorData> {
    return this.dataSync();
  }

  /** As `data`, at once. Throws: Error inside a function given to `compile`. */
  dataSync(): TensorData {
    const elements = this.hostArray();
    return this.dtype === "bool" ? new Uint8Array(elements) : elements.slice();
  }

  /** The only element, as a number; a bool is 0 or 1. Throws: RangeError unless there is exactly one. */
  item(): number {
    if (this.size !== 1) {
      throw new RangeError(
        `Cannot read one number from shape ${formatShape(this.shape)}: expected 1 element, got ${this.size}. ` +
          "Reduce it first, or use data().",
      );
    }
    return this.hostArray()[0]!;
  }

  /** The elements without a copy: the array may be shared and must not be changed. */
  hostArray(): HostArray {
    if (this.#cell !== undefined && activeTrace() === undefined) {
      if (this.#cell.pending !== undefined) realizeValues([]);
      return this.#cell.hostArray();
    }
    const value = this.graphValue;
    realizeValues([value]);
    const elements = storageOf(value)!.hostArray();
    this.settle();
    return elements;
  }

  /** Drops history that is not needed any more once the elements are there; `all` drops it for gradients too. */
  settle(all = false): void {
    const value = this.#value;
    const storage = value && storageOf(value);
    if (value === undefined || storage === undefined) return;
    this.#depth = 0;
    if (this.#requiresGrad && !all && !isSpent(value)) return;
    this.#severed = false;
    if (value.node.inputs.length === 0) return;
    this.#requiresGrad = false;
    this.#value = leaf(value, storage);
  }

  // Learning.

  /**
   * Adds the gradient of this number by each leaf tensor that requires it to that tensor's `grad`. Nothing is
   * computed yet.
   *
   * Throws: RangeError unless there is exactly one element, Error if nothing behind it requires a gradient.
   */
  backward(): void {
    backward(this);
  }

  /**
   * Makes `value` the elements of this tensor, in the order in which operations are called: what was computed from
   * this tensor before keeps the old ones. The tensor lives in memory that is updated in place from then on.
   *
   * Throws: RangeError or TypeError unless shape and dtype are the same.
   */
  assign(value: Tensor): void {
    const trace = activeTrace();
    if (this.#cell === undefined) {
      const before = this.#value!;
      if (trace === undefined) {
        this.#cell = new MemoryCell(this);
      } else if (trace.contains(before)) {
        throw new Error(
          "Cannot assign to a tensor made inside a function given to compile, or to its argument. " +
            "Assign to tensors made outside, and return what is new.",
        );
      } else {
        this.#cell = new MemoryCell(
          this,
          suspendTrace(() => this.hostArray()),
        );
        trace.adoptCell(this.#cell, before);
      }
      this.#value = undefined;
    }
    this.#cell.assign(value.graphValue);
    if (trace === undefined) {
      this.#depth = value.depth + 1;
      realizeDeep(this);
    }
  }

  /** Frees device memory at once, where the tensor has some. Not needed: the garbage collector does it in time. */
  [Symbol.dispose](): void {
    this.#cell?.dispose();
  }

  /** The elements as NumPy prints them; runs what has to be computed. */
  toString(): string {
    return formatTensor(this);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** The tensor of a value that was just computed; used by `compute`. */
  static computed(value: Value, history: History): Tensor {
    const tensor = new Tensor(value);
    tensor.#depth = history.depth;
    tensor.#requiresGrad = history.requiresGrad;
    tensor.#severed = history.severed;
    return tensor;
  }
}

/** What a computed tensor remembers of its operands. */
export interface History {
  readonly depth: number;
  readonly requiresGrad: boolean;
  readonly severed: boolean;
}

function reduceOptions({ axis, keepDims = false }: AxisOptions): ops.ReduceOptions {
  if (axis === undefined) return { keepDims };
  return { axes: typeof axis === "number" ? [axis] : axis, keepDims };
}
