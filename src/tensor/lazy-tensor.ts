/// <reference lib="esnext.disposable" preserve="true" />
/** What a tensor is: a value of a graph, or memory that is updated in place, and the history that gradients need. */

import type { DType } from "../base/dtype.ts";
import { formatShape, type Shape, sizeOf } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { stopGradient } from "../ops/index.ts";
import type { HostArray } from "../runtime/device.ts";
import { MemoryCell } from "../runtime/memory-cell.ts";
import { realizeValues } from "../runtime/realize.ts";
import { leaf, storageOf } from "../runtime/storage.ts";
import { activeTrace, suspendTrace } from "../runtime/trace.ts";
import { checkTensor, realizeDeep } from "./compute.ts";
import { gradientIn, setGradientIn } from "./gradients-in-trace.ts";
import { isSpent, leafTensors } from "./leaf-tensors.ts";
import { valuesForGradients } from "./loss-gradients.ts";
import { type NestedArray, nestedArray } from "./nested-array.ts";
import { refuseInStep } from "./scan-scope.ts";
import type { Tensor } from "./tensor.ts";

/** Elements as they are read: a bool is one byte of 0 or 1. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** What a computed tensor remembers of its operands. */
export interface History {
  readonly depth: number;
  readonly requiresGrad: boolean;
  readonly severed: boolean;
}

const none: History = { depth: 0, requiresGrad: false, severed: false };

/** The part of `Tensor`, its one subclass, that holds elements and history. */
export abstract class LazyTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Whether the graph behind this tensor reaches parameters that it must not be differentiated by. */
  #severed: boolean;
  #depth: number;
  #value: Value | undefined;
  #cell: MemoryCell | undefined;
  #requiresGrad: boolean;
  #grad: Tensor | undefined;
  #disposed = false;

  /** A tensor of a graph's value, or of memory that is updated in place. Users call `tensor(data)`. */
  constructor(source: Value | MemoryCell, history: History = none) {
    this.#depth = history.depth;
    this.#requiresGrad = history.requiresGrad;
    this.#severed = history.severed;
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

  /**
   * What this tensor is in graphs, as of now: the newest version of memory that is updated in place.
   *
   * Throws: Error if it was disposed.
   */
  get graphValue(): Value {
    if (this.#disposed) this.#failDisposed();
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
      if (this.#severed || this.#value!.node.inputs.length > 0) this.#value = stopGradient(this.#value!);
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

  /**
   * A copy of the elements in row-major order, in memory that nothing else uses; runs what has to be computed.
   *
   * @example
   * const elements = await x.data(); // a Float32Array for float32
   */
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

  /**
   * The elements in nested arrays, outermost axis first; a scalar is a number. Elements of bool are truth values. Runs
   * what has to be computed.
   *
   * @example
   * arange(4).reshape([2, 2]).toArray(); // [[0, 1], [2, 3]]
   */
  toArray(): NestedArray {
    return nestedArray(this.hostArray(), this.shape, this.dtype);
  }

  /** The elements without a copy: the array may be shared and must not be changed. */
  hostArray(): HostArray {
    refuseInStep("read a tensor", "Return what you want to see, and read it after the scan.");
    if (this.#disposed) this.#failDisposed();
    if (this.#cell !== undefined && activeTrace() === undefined) {
      if (this.#cell.pending !== undefined) realizeValues([]);
      return this.#cell.hostArray();
    }
    const value = this.graphValue;
    realizeValues([value], this.#readBeforeBackward(value) ? valuesForGradients(value) : []);
    const elements = storageOf(value)!.hostArray();
    this.settle();
    return elements;
  }

  /** Whether `backward` may be called on what is read: its gradients then need what is computed now. */
  #readBeforeBackward(value: Value): boolean {
    return this.#requiresGrad && this.size === 1 && storageOf(value) === undefined && !isSpent(value);
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

  /**
   * Makes `value` the elements of this tensor, in the order in which operations are called: what was computed from
   * this tensor before keeps the old ones. The tensor lives in memory that is updated in place from then on.
   *
   * Throws: RangeError or TypeError unless shape and dtype are the same.
   */
  assign(value: LazyTensor): void {
    refuseInStep("assign to a tensor", "Carry it from step to step, and assign what the scan returns.");
    checkTensor(value);
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

  /**
   * Frees what this tensor holds at once, also at the end of a block that declares it with `using`. Never needed: the
   * garbage collector does it in time. Tensors computed from this one before keep what they need.
   *
   * @example
   * const x = tensor([1, 2]);
   * const doubled = x.mul(2);
   * x[Symbol.dispose]();
   * doubled.sum().item(); // 6
   */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#cell?.dispose();
    this.#value = undefined;
    this.#grad = undefined;
  }

  #failDisposed(): never {
    throw new Error(
      `Cannot use a tensor of shape ${formatShape(this.shape)} that was disposed: expected one that still has its ` +
        "elements, got one that gave them up. Dispose it after its last use, or leave that to the garbage collector.",
    );
  }
}
