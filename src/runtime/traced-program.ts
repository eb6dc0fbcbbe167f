/** The program of a recorded function. */

import type { Value } from "../graph/node.ts";
import type { CheckedExecutable } from "./checked-executable.ts";
import type { Executable, HostArray } from "./device.ts";
import { MemoryCell } from "./memory-cell.ts";
import { compileSubgraph, releaseProgram, useProgram } from "./program-cache.ts";
import { realizeValues } from "./realize.ts";
import { keepSaved } from "./saved-values.ts";
import { type Storage, storageOf } from "./storage.ts";
import { type StorageUpdate, SubgraphCollector } from "./subgraph.ts";
import { type Guard, Slot, type Trace } from "./trace.ts";

/** Where a result comes from: a place among the program's outputs, or data that was there before. */
type Source = number | Storage;

const abandoned = new FinalizationRegistry<Executable>(releaseProgram);

/** Whether a program was pushed out by others. It must not know its `TracedProgram`, or that would never be collected. */
interface Life {
  ended: boolean;
}

/** A recorded function as one program: each run only binds what it reads. */
export class TracedProgram {
  readonly #guards: readonly Guard[];
  readonly #afterRun: readonly (() => void)[];
  readonly #storages: readonly Storage[];
  readonly #executable: CheckedExecutable | undefined;
  readonly #results: readonly Source[];
  readonly #updated: readonly MemoryCell[];
  readonly #life: Life = { ended: false };
  readonly #copies: readonly { readonly cell: MemoryCell; readonly from: Storage }[];

  /** Compiles what `trace` recorded; a run returns the elements of `results`. `purpose` is for those who debug. */
  constructor(trace: Trace, results: readonly Value[], purpose: string) {
    const find = (value: Value) => trace.overrides.get(value) ?? storageOf(value);
    const changed = [...trace.cells].filter(([, { first, newest }]) => newest !== first);
    realizeOlder(trace, [...results, ...changed.map(([, { newest }]) => newest)], find);

    const collector = new SubgraphCollector(find);
    const outputs = new Map<Value, number>();
    this.#results = results.map((value) => {
      const storage = find(value);
      if (storage !== undefined) return storage;
      if (!outputs.has(value)) outputs.set(value, outputs.size);
      collector.reach(value);
      return outputs.get(value)!;
    });
    const updates: StorageUpdate[] = [];
    const copies: { cell: MemoryCell; from: Storage }[] = [];
    for (const [cell, { slot, newest }] of changed) {
      const storage = find(newest);
      if (storage !== undefined) {
        copies.push({ cell, from: storage });
      } else {
        collector.reach(newest);
        updates.push({ target: slot, value: newest });
      }
    }
    const subgraph = collector.finish([...outputs.keys()], updates);
    this.#guards = trace.guards;
    this.#afterRun = trace.afterRun;
    this.#storages = subgraph.storages;
    this.#copies = copies;
    this.#updated = changed.map(([cell]) => cell);
    if (outputs.size > 0 || updates.length > 0) {
      const life = this.#life;
      const ended = () => {
        life.ended = true;
      };
      this.#executable = compileSubgraph(subgraph, purpose, ended);
      abandoned.register(this, this.#executable);
    }
  }

  /** Whether its code was released to make room for other programs: then the function is recorded again. */
  get ended(): boolean {
    return this.#life.ended;
  }

  /** Whether all that steered the recording is as it was. */
  applies(): boolean {
    return !this.ended && this.#guards.every(({ read, expected }) => Object.is(read(), expected));
  }

  /** Runs the program, updating the cells it assigns. Throws: RangeError, once that is done, if an index was outside. */
  run(): HostArray[] {
    const inputs = this.#storages.map(binding);
    const copies = this.#copies.map(({ cell, from }) => ({ cell, from: hostBinding(from) }));
    const kept = this.#results.map((source) =>
      typeof source === "number" ? undefined : hostBinding(source),
    );
    for (const cell of this.#updated) cell.preserve();
    if (this.#executable !== undefined) useProgram(this.#executable);
    const outputs = this.#executable?.run(inputs) ?? [];
    for (const { cell, from } of copies) cell.bind().write(from);
    for (const follow of this.#afterRun) follow();
    this.#executable?.complain();
    return this.#results.map((source, i) => (typeof source === "number" ? outputs[source]! : kept[i]!));
  }
}

function binding(storage: Storage): ReturnType<Storage["bind"]> {
  return storage instanceof Slot ? storage.read() : storage.bind();
}

function hostBinding(storage: Storage): HostArray {
  if (!(storage instanceof Slot)) return storage.hostArray();
  const bound = storage.read();
  return "read" in bound ? bound.read() : bound;
}

/**
 * Values that the function took from outside are data of the program: computed now, once, and copied if they are
 * the contents of memory that may be overwritten.
 */
function realizeOlder(
  trace: Trace,
  wanted: readonly Value[],
  find: (value: Value) => Storage | undefined,
): void {
  const older: Value[] = [];
  const seen = new Set<Value>();
  const stack = [...wanted];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    keepSaved(value);
    const storage = find(value);
    if (storage instanceof MemoryCell) storage.preserve();
    if (storage !== undefined) continue;
    if (trace.contains(value)) stack.push(...value.node.inputs);
    else if (value.node.inputs.length > 0) older.push(value);
  }
  if (older.length > 0) realizeValues(older);
}
