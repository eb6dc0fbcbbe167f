/** Which values of graphs have data: execution stops at them. */

import { input, type TensorType, type Value } from "../graph/node.ts";
import type { DeviceMemory, HostArray } from "./device.ts";

/** Where the elements of a value are. Values with the same storage object are the same data. */
export interface Storage {
  /** Whether it mostly holds the same from one run of a program to the next, as parameters do. */
  readonly lasting: boolean;
  /** What a program's input is bound to. */
  bind(): HostArray | DeviceMemory;
  /** The elements on the host. The array may be shared: it must not be changed. */
  hostArray(): HostArray;
}

/** Elements in an ordinary array, which nobody changes and the garbage collector frees. */
export class HostStorage implements Storage {
  readonly data: HostArray;
  readonly lasting = false;

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

const key: unique symbol = Symbol("storage");

/** The storage is kept on the value itself: a weak map would cost small programs a quarter of their time. */
type StoredValue = Value & { [key]?: Storage | undefined };

/** Where the elements of `value` are, or undefined if they still have to be computed. */
export function storageOf(value: Value): Storage | undefined {
  return (value as StoredValue)[key];
}

/** Says where the elements of `value` are from now on; undefined if they have to be computed again. */
export function setStorage(value: Value, storage: Storage | undefined): void {
  (value as StoredValue)[key] = storage;
}

/** A new value without history that has the given storage. */
export function leaf(type: TensorType, storage: Storage): Value {
  const value = input(type);
  setStorage(value, storage);
  return value;
}
