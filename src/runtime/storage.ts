/** Which values of graphs have data: execution stops at them. */

import { input, type TensorType, type Value } from "../graph/node.ts";
import type { DeviceMemory, HostArray } from "./device.ts";

/** Where the elements of a value are. Values with the same storage object are the same data. */
export interface Storage {
  /** What a program's input is bound to. */
  bind(): HostArray | DeviceMemory;
  /** The elements on the host. The array may be shared: it must not be changed. */
  hostArray(): HostArray;
}

/** Elements in an ordinary array, which nobody changes and the garbage collector frees. */
export class HostStorage implements Storage {
  readonly data: HostArray;

  constructor(data: HostArray) {
    this.data = data;
  }

  bind(): HostArray {
    return this.data;
  }

  hostArray(): HostArray {
    return this.data;
  }
}

const storages = new WeakMap<Value, Storage>();

/** Where the elements of `value` are, or undefined if they still have to be computed. */
export function storageOf(value: Value): Storage | undefined {
  return storages.get(value);
}

/** Says where the elements of `value` are from now on. */
export function setStorage(value: Value, storage: Storage): void {
  storages.set(value, storage);
}

/** A new value without history that has the given storage. */
export function leaf(type: TensorType, storage: Storage): Value {
  const value = input(type);
  storages.set(value, storage);
  return value;
}
