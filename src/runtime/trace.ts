/** What a compiled function does while it is recorded: reads and assignments that every later run repeats. */

import { input, type TensorType, type Value } from "../graph/node.ts";
import { stopGradient } from "../ops/index.ts";
import type { DeviceMemory, HostArray } from "./device.ts";
import type { MemoryCell } from "./memory-cell.ts";
import { leaf, type Storage } from "./storage.ts";

/** A condition under which a recorded program may run again: `read()` still gives `expected`. */
export interface Guard {
  read(): unknown;
  readonly expected: unknown;
}

/** An input of the program, read anew at each run. */
export class Slot implements Storage {
  readonly read: () => HostArray | DeviceMemory;
  readonly lasting: boolean;

  constructor(read: () => HostArray | DeviceMemory, lasting: boolean) {
    this.read = read;
    this.lasting = lasting;
  }

  bind(): never {
    throw new Error(
      "Cannot read a tensor made inside a function given to compile: its elements exist only while the compiled " +
        "program runs. Return the tensor from the function and read it outside.",
    );
  }

  hostArray(): never {
    return this.bind();
  }
}

/** How a cell is seen by the program: the version at its start and the newest one. */
export interface TracedCell {
  readonly slot: Slot;
  readonly first: Value;
  newest: Value;
  /** Stands for the newest version in graphs, if it was read: no gradient flows into how it was computed. */
  read: Value | undefined;
}

let current: Trace | undefined;

/** The recording in progress, if any. */
export function activeTrace(): Trace | undefined {
  return current;
}

/** Runs `fn` as if nothing were being recorded. */
export function suspendTrace<R>(fn: () => R): R {
  const suspended = current;
  current = undefined;
  try {
    return fn();
  } finally {
    current = suspended;
  }
}

/** A recording of one call of a function. */
export class Trace {
  /** Nodes with smaller ids were built before the recording began. */
  readonly firstNode: number = input({ shape: [], dtype: "float32" }).node.id;
  readonly cells = new Map<MemoryCell, TracedCell>();
  readonly guards: Guard[] = [];
  /** Called after each run of the program. */
  readonly afterRun: (() => void)[] = [];
  /** Storage that values have inside this program only. */
  readonly overrides = new Map<Value, Storage>();

  /** Runs `fn`, recording what it does. Throws: Error inside another recording. */
  record<R>(fn: () => R): R {
    if (current !== undefined)
      throw new Error("Cannot record a function while another one is being recorded.");
    current = this;
    try {
      return fn();
    } finally {
      current = undefined;
    }
  }

  /** A value that is an input of the program; `read` gives its elements at each run. */
  input(type: TensorType, read: () => HostArray | DeviceMemory): Value {
    return leaf(type, new Slot(read, false));
  }

  /** The newest version of a cell, as the program sees it. */
  valueOfCell(cell: MemoryCell): Value {
    const traced = this.#cell(cell);
    if (traced.newest === traced.first) return traced.first;
    return (traced.read ??= stopGradient(traced.newest));
  }

  /** Makes `value` the cell's newest version; each run writes the last one into the cell's memory. */
  assignCell(cell: MemoryCell, value: Value): void {
    const traced = this.#cell(cell);
    traced.newest = value;
    traced.read = undefined;
  }

  /** Makes a cell of a tensor that was a plain `value` when the program began to read it. */
  adoptCell(cell: MemoryCell, value: Value): void {
    this.overrides.set(value, this.#cell(cell).slot);
  }

  /** Whether a value was built by this recording. */
  contains(value: Value): boolean {
    return value.node.id >= this.firstNode;
  }

  /** What `read` gives now; the program is not used again in calls where it gives something else. */
  guard<T>(read: () => T): T {
    const expected = read();
    this.guards.push({ read, expected });
    return expected;
  }

  #cell(cell: MemoryCell): TracedCell {
    let traced = this.cells.get(cell);
    if (traced === undefined) {
      const slot = new Slot(() => cell.bind(), true);
      const first = leaf(cell.type, slot);
      traced = { slot, first, newest: first, read: undefined };
      this.cells.set(cell, traced);
    }
    return traced;
  }
}

/**
 * Reads something that steers a function given to `compile`, such as a layer's training mode. While the function is
 * recorded the answer becomes part of what the program is valid for: when a later call finds another answer, the
 * function is recorded again. Outside of a recording it is simply `read()`. Answers are compared with `Object.is`.
 */
export function guard<T extends string | number | boolean | bigint | symbol | null | undefined>(
  read: () => T,
): T {
  return current === undefined ? read() : current.guard(read);
}
