/** Runs what is wanted and what is pending, in one program. */

import type { Node, Value } from "../graph/node.ts";
import type { CheckedExecutable } from "./checked-executable.ts";
import { constantFill } from "./constant-fill.ts";
import type { HostArray } from "./device.ts";
import { cellsWithPendingVersions, type MemoryCell } from "./memory-cell.ts";
import { programFor } from "./program-cache.ts";
import { dropSaved, keepSaved, saveValues } from "./saved-values.ts";
import { HostStorage, setStorage, storageOf } from "./storage.ts";
import { type StorageUpdate, SubgraphCollector } from "./subgraph.ts";
import { activeTrace } from "./trace.ts";

/** A value that is computed along with updates that depend on a node: the loss whose gradients they use. */
export interface Companion {
  readonly value: Value;
  /** Called when the value has storage. */
  realized(): void;
}

const companions = new WeakMap<Node, Companion>();

/** Has `companion` realized in the next program with updates that depend on `node`. */
export function accompany(node: Node, companion: Companion): void {
  companions.set(node, companion);
}

/**
 * Gives every wanted value host storage and overwrites every cell that has a pending version, in one program;
 * values that have storage cost nothing. `alsoSave` are values on the way that the next program will read: they stay
 * on the device until then.
 *
 * Throws: Error inside a function that is being recorded; RangeError, once all is done, if an index or a label was outside.
 */
export function realizeValues(wanted: readonly Value[], alsoSave: readonly Value[] = []): void {
  if (activeTrace() !== undefined) {
    throw new Error(
      "Cannot read a tensor inside a function given to compile: nothing is computed while it is recorded. " +
        "Return the tensor from the function and read it outside.",
    );
  }
  const collector = new SubgraphCollector();
  const outputs = new Set<Value>();
  const want = (value: Value): void => {
    if (hasData(value)) return;
    outputs.add(value);
    collector.reach(value);
  };
  for (const value of wanted) want(value);
  const { cells, updates, copies } = pendingUpdates();
  for (const { value } of updates) collector.reach(value);
  const along: Companion[] = [];
  if (updates.length > 0) {
    // The list grows while it is read: a companion may depend on the seed of another one.
    for (const node of collector.nodes) {
      const companion = companions.get(node);
      if (companion === undefined) continue;
      along.push(companion);
      companions.delete(node);
      want(companion.value);
    }
  }
  let program: CheckedExecutable | undefined;
  if (outputs.size > 0 || updates.length > 0) {
    const save = alsoSave.filter((value) => !outputs.has(value));
    for (const value of save) collector.reach(value);
    program = run(collector, [...outputs], save, updates, cells);
  } else {
    for (const cell of cells) cell.preserve();
  }
  for (const { cell, from } of copies) cell.bind().write(from);
  for (const cell of cells) cell.overwritten();
  for (const companion of along) companion.realized();
  if (along.length > 0) dropSaved();
  program?.complain();
}

/** Whether a value has storage; one that is the same number everywhere gets it without a program. */
function hasData(value: Value): boolean {
  keepSaved(value);
  if (storageOf(value) !== undefined) return true;
  const filled = constantFill(value);
  if (filled !== undefined) setStorage(value, new HostStorage(filled));
  return filled !== undefined;
}

function run(
  collector: SubgraphCollector,
  outputs: readonly Value[],
  save: readonly Value[],
  updates: readonly StorageUpdate[],
  cells: readonly MemoryCell[],
): CheckedExecutable {
  const subgraph = collector.finish([...outputs, ...save], updates);
  const program = programFor(subgraph);
  for (const cell of cells) cell.preserve();
  const inputs = subgraph.storages.map((storage) => storage.bind());
  if (save.length === 0) setResults(outputs, program.run(inputs));
  else saveValues(save, (memories) => setResults(outputs, program.run(inputs, memories)));
  return program;
}

function setResults(outputs: readonly Value[], results: readonly HostArray[]): void {
  for (let i = 0; i < outputs.length; i++) setStorage(outputs[i]!, new HostStorage(results[i]!));
}

interface PendingUpdates {
  readonly cells: readonly MemoryCell[];
  readonly updates: readonly StorageUpdate[];
  /** Versions that are data already. Taken before anything is overwritten: cells may swap their contents. */
  readonly copies: readonly {
    readonly cell: MemoryCell;
    readonly from: ReturnType<MemoryCell["hostArray"]>;
  }[];
}

function pendingUpdates(): PendingUpdates {
  const cells = cellsWithPendingVersions();
  const updates: StorageUpdate[] = [];
  const copies: PendingUpdates["copies"][number][] = [];
  for (const cell of cells) {
    const value = cell.pending!;
    if (hasData(value)) copies.push({ cell, from: storageOf(value)!.hostArray() });
    else updates.push({ target: cell, value });
  }
  return { cells, updates, copies };
}
