/** Memory that is updated in place, seen by graphs as a sequence of immutable versions. */

import { formatShape, sameShape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { stopGradient } from "../ops/index.ts";
import { type DeviceMemory, type HostArray, newHostArray } from "./device.ts";
import { getDevice, onDeviceChange } from "./device-registry.ts";
import { HostStorage, leaf, type Storage, setStorage } from "./storage.ts";
import { activeTrace } from "./trace.ts";

const pendingCells = new Set<MemoryCell>();
const liveCells = new Set<WeakRef<MemoryCell>>();
const abandoned = new FinalizationRegistry<{ reference: WeakRef<MemoryCell>; contents: Contents }>(
  ({ reference, contents }) => {
    liveCells.delete(reference);
    contents.memory?.release();
  },
);

/** Where the elements are: on the host until a program first needs them, in device memory from then on; nowhere while they are zeros. */
interface Contents {
  host: HostArray | undefined;
  memory: DeviceMemory | undefined;
}

/**
 * The memory of a parameter, a running statistic or optimizer state. `assign` records the next version, a lazy
 * value; `realizeValues` computes it and overwrites the memory. Before that, values that stand for the old version
 * in other graphs get a copy of it on the host.
 *
 * The copy is made whenever such a value was handed out since the last overwriting: whether anybody still holds it
 * cannot be known, since weak references are kept alive until a synchronous loop ends. Compiled programs hand out none.
 */
export class MemoryCell implements Storage {
  readonly type: TensorType;
  readonly lasting = true;
  readonly #contents: Contents;
  readonly #reference: WeakRef<MemoryCell>;
  /** Values that stand for the contents in graphs outside of traces. */
  #leaves: Value[] = [];
  #pending: Value | undefined;
  /** Stands for the pending version in graphs built before it is computed. */
  #pendingLeaf: Value | undefined;
  #disposed = false;

  /** Memory that holds `initial`, or zeros; the array is used until the first program runs and must not be changed. */
  constructor(type: TensorType, initial?: HostArray) {
    this.type = { shape: type.shape, dtype: type.dtype };
    this.#contents = { host: initial, memory: undefined };
    this.#reference = new WeakRef<MemoryCell>(this);
    liveCells.add(this.#reference);
    abandoned.register(this, { reference: this.#reference, contents: this.#contents }, this);
  }

  /** The newest version, as a value for graphs. */
  value(): Value {
    const trace = activeTrace();
    if (trace !== undefined) return trace.valueOfCell(this);
    if (this.#pending !== undefined) return (this.#pendingLeaf ??= stopGradient(this.#pending));
    if (this.#leaves.length === 0) this.#leaves.push(leaf(this.type, this));
    return this.#leaves[0]!;
  }

  /**
   * Makes `value` the newest version; the memory is overwritten when something is realized.
   *
   * Throws: TypeError or RangeError if the dtype or shape differs.
   */
  assign(value: Value): void {
    this.#check(value);
    const trace = activeTrace();
    if (trace !== undefined) {
      trace.assignCell(this, value);
      return;
    }
    this.#pending = value;
    this.#pendingLeaf = undefined;
    pendingCells.add(this);
  }

  /** The version that waits to be computed. */
  get pending(): Value | undefined {
    return this.#pending;
  }

  bind(): DeviceMemory {
    if (this.#disposed) {
      throw new Error(
        `Cannot use a tensor of shape ${formatShape(this.type.shape)} that was disposed. Dispose it after its last use.`,
      );
    }
    const contents = this.#contents;
    if (contents.memory === undefined) {
      contents.memory = getDevice().allocate(this.type);
      if (contents.host !== undefined) contents.memory.write(contents.host);
      contents.host = undefined;
    }
    return contents.memory;
  }

  hostArray(): HostArray {
    if (this.#disposed) this.bind();
    const contents = this.#contents;
    if (contents.memory !== undefined) return contents.memory.read();
    return (contents.host ??= newHostArray(this.type));
  }

  /** Replaces the contents by a copy of `data`, dropping a pending version. */
  write(data: HostArray): void {
    this.preserve();
    this.#pending = undefined;
    this.#pendingLeaf = undefined;
    pendingCells.delete(this);
    if (this.#contents.memory === undefined) this.#contents.host = data.slice();
    else this.#contents.memory.write(data);
  }

  /** Gives values that stand for the contents a copy of their own: to be called before the memory is overwritten. */
  preserve(): void {
    if (this.#leaves.length === 0) return;
    const copy = new HostStorage(this.hostArray());
    for (const value of this.#leaves) setStorage(value, copy);
    this.#leaves = [];
  }

  /** Tells that the memory now holds what was pending. */
  overwritten(): void {
    if (this.#pendingLeaf !== undefined) {
      setStorage(this.#pendingLeaf, this);
      this.#leaves.push(this.#pendingLeaf);
    }
    this.#pending = undefined;
    this.#pendingLeaf = undefined;
    pendingCells.delete(this);
  }

  /** Brings the elements back to the host, since their device goes; the next program takes them to the new one. */
  leaveDevice(): void {
    const contents = this.#contents;
    if (contents.memory === undefined) return;
    contents.host = contents.memory.read();
    contents.memory.release();
    contents.memory = undefined;
  }

  /** Frees the memory at once. Using the cell afterwards throws. */
  dispose(): void {
    if (this.#disposed) return;
    this.preserve();
    this.#disposed = true;
    pendingCells.delete(this);
    liveCells.delete(this.#reference);
    abandoned.unregister(this);
    this.#contents.memory?.release();
    this.#contents.memory = undefined;
    this.#contents.host = undefined;
  }

  #check(value: Value): void {
    if (value.dtype !== this.type.dtype) {
      throw new TypeError(
        `Cannot assign a ${value.dtype} tensor to one of dtype ${this.type.dtype}: expected equal dtypes. ` +
          `Use cast("${this.type.dtype}") on the new value.`,
      );
    }
    if (!sameShape(value.shape, this.type.shape)) {
      throw new RangeError(
        `Cannot assign shape ${formatShape(value.shape)} to a tensor of shape ${formatShape(this.type.shape)}: ` +
          `expected ${formatShape(this.type.shape)}. Reshape the new value, or make a new tensor.`,
      );
    }
  }
}

/** The cells whose newest version waits to be computed. */
export function cellsWithPendingVersions(): MemoryCell[] {
  return [...pendingCells];
}

onDeviceChange(() => {
  for (const reference of liveCells) reference.deref()?.leaveDevice();
});
