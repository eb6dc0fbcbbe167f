/** What a device is: memory that lives across programs, and a compiler of closed graphs. */

import type { Graph, TensorType } from "../graph/node.ts";

/** Elements on the host, row-major. A bool is an `Int32Array` of 0 and 1. */
export type HostArray = Float32Array | Int32Array;

/** Memory of one tensor on a device that lives across programs: parameters, running statistics, optimizer state. */
export interface DeviceMemory {
  /** A fresh, unshared copy of the elements. */
  read(): HostArray;
  /** Replaces all elements. */
  write(data: HostArray): void;
  /** Frees the memory; it must not be used afterwards. */
  release(): void;
}

/** A compiled graph. */
export interface Executable {
  /** Bytes of its code and of what it holds on the device between runs. */
  readonly bytes: number;
  /**
   * Runs it: one binding an input of the graph. The last outputs are written into the memories of `kept`, the others
   * are returned, each in a fresh host array. Updates are written into the memories that are bound to their targets.
   */
  run(inputs: readonly (HostArray | DeviceMemory)[], kept?: readonly DeviceMemory[]): HostArray[];
  /** Frees what the program holds on the device. It may come after the device was closed, and then does nothing. */
  release(): void;
}

/** Something that runs programs. */
export interface Device {
  /** "reference", "wasm", … */
  readonly name: string;
  readonly threads: number;
  /** What its code consists of, where that depends on the computer. */
  readonly instructions?: string;
  /** Bytes of device memory in use: of tensors, of programs, and of the room in which programs run. */
  readonly memoryBytes: number;
  /** Memory that holds zeros. */
  allocate(type: TensorType): DeviceMemory;
  /**
   * Targets of updates are bound to `DeviceMemory` when it runs, other inputs to host arrays or `DeviceMemory`. `lasting`
   * are numbers of inputs that will mostly hold the same at the next run, such as weights: what is computed from them alone
   * may be kept for as long as they do.
   */
  compile(graph: Graph, lasting?: ReadonlySet<number>): Executable;
  /** Stops its workers and frees everything. */
  close(): void;
}

/** A new host array of zeros for a tensor type. Throws: RangeError if no array can have so many elements. */
export function newHostArray(type: TensorType): HostArray {
  const size = type.shape.reduce((product, extent) => product * extent, 1);
  if (size > 2 ** 32) {
    throw new RangeError(
      `Cannot make a tensor of shape [${type.shape.join(", ")}]: expected at most 2³² elements, got ${size}. Use smaller extents.`,
    );
  }
  return type.dtype === "float32" ? new Float32Array(size) : new Int32Array(size);
}
