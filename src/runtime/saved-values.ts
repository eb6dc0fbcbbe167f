/**
 * Values that a program computed on the way to one that was read, and that a gradient is going to need: kept on the
 * device until the gradient's program has run, or the next value is read that way. Without them the gradient's
 * program would compute them again, which is also what happens once they are dropped.
 */

import type { Value } from "../graph/node.ts";
import type { DeviceMemory, HostArray } from "./device.ts";
import { getDevice, onDeviceChange } from "./device-registry.ts";
import { HostStorage, type Storage, setStorage, storageOf } from "./storage.ts";

/** Device memory of a value that may be computed again. */
class SavedStorage implements Storage {
  readonly memory: DeviceMemory;
  readonly lasting = false;

  constructor(memory: DeviceMemory) {
    this.memory = memory;
  }

  bind(): DeviceMemory {
    return this.memory;
  }

  hostArray(): HostArray {
    return this.memory.read();
  }
}

/** One set at a time: a loop that reads losses and never differentiates them keeps the last one's only. */
let saved: Value[] = [];

/**
 * Saves values in new memories that `fill` writes, in order. What was saved before is dropped afterwards: the program
 * that `fill` runs may read it.
 */
export function saveValues(
  values: readonly Value[],
  fill: (memories: readonly DeviceMemory[]) => void,
): void {
  const memories = values.map((value) => getDevice().allocate(value));
  fill(memories);
  dropSaved();
  saved = [...values];
  for (const [i, value] of values.entries()) setStorage(value, new SavedStorage(memories[i]!));
}

/** Frees all that is saved. */
export function dropSaved(): void {
  for (const value of saved) {
    const storage = storageOf(value);
    if (!(storage instanceof SavedStorage)) continue;
    storage.memory.release();
    setStorage(value, undefined);
  }
  saved = [];
}

/** Gives a value that is saved storage for good, on the host: to be called for what others will hold on to. */
export function keepSaved(value: Value): void {
  const storage = storageOf(value);
  if (!(storage instanceof SavedStorage)) return;
  setStorage(value, new HostStorage(storage.hostArray()));
  storage.memory.release();
}

onDeviceChange(dropSaved);
