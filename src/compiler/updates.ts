/**
 * The last kernels of a program: they overwrite states. Updates that read each other's states with equal shapes
 * share one kernel, which reads an element of each before it writes any; the others are put in an order in which
 * every state is read before it is overwritten.
 */

import type { DType } from "../base/dtype.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { contiguousView, isContiguous } from "../base/view.ts";
import type { Buffers } from "./buffers.ts";
import { type Expression, elementType, leavesOf, loadAll, type Storage } from "./expression.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import type { Task } from "./schedule.ts";
import type { WrittenKernels } from "./written-kernels.ts";

/** A state and the expression of its new value. */
export interface StateUpdate {
  readonly expression: Expression;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly storage: Storage;
}

interface UpdateContext {
  readonly target: CpuTarget;
  readonly written: WrittenKernels;
  readonly buffers: Buffers;
}

/** Most states one kernel writes. */
const mostTogether = 4;

/** Tasks that write all updates as if at the same time. */
export function lowerUpdates(context: UpdateContext, updates: readonly StateUpdate[]): Task[] {
  const tasks: Task[] = [];
  const groups = together(
    updates.map((update) => (sharesPoints(update, update) ? update : saved(context, update, tasks))),
  );
  const waiting = new Set(groups);
  while (waiting.size > 0) {
    const readers = readersOf(waiting);
    const ready = [...waiting].filter((group) =>
      group.every(({ storage }) => readers.get(storage)!.every((reader) => reader === group)),
    );
    if (ready.length === 0) {
      const [first] = waiting;
      waiting.delete(first!);
      waiting.add(first!.map((update) => saved(context, update, tasks)));
      continue;
    }
    for (const group of ready) {
      waiting.delete(group);
      const results = group.map(({ expression, storage, shape }) => ({
        expression,
        storage,
        view: contiguousView(shape),
      }));
      const passes = results.map((result) => ({ name: "update", shape: result.view.shape, ...result }));
      const launches = context.written.launches({ facts: "together", passes }, () =>
        lowerElementwise(context.target, "update", results),
      );
      if (launches.length > 0) tasks.push({ kind: "launches", launches, results });
    }
  }
  return tasks;
}

/** The update with its new value computed into a buffer first, so that it reads no state. */
function saved(context: UpdateContext, update: StateUpdate, tasks: Task[]): StateUpdate {
  const { expression, shape, dtype } = update;
  const storage = context.buffers.temporary("saved", elementType(dtype), sizeOf(shape));
  const view = contiguousView(shape);
  const launches = lowerElementwise(context.target, "save", [{ expression, storage, view }]);
  if (launches.length > 0) tasks.push({ kind: "launches", launches });
  return { ...update, expression: loadAll(storage, shape, dtype) };
}

/** For each state that groups overwrite, the groups that read it. */
function readersOf(groups: Iterable<StateUpdate[]>): Map<Storage, StateUpdate[][]> {
  const readers = new Map<Storage, StateUpdate[][]>();
  for (const group of groups) for (const { storage } of group) readers.set(storage, []);
  for (const group of groups) {
    for (const leaf of leavesOf(group.map(({ expression }) => expression))) {
      if (leaf.kind === "load") readers.get(leaf.storage)?.push(group);
    }
  }
  return readers;
}

/** Groups of updates of one shape in which each reads a state of another, element by element. */
function together(updates: readonly StateUpdate[]): StateUpdate[][] {
  const groupOf = new Map<StateUpdate, StateUpdate[]>();
  const groups: StateUpdate[][] = [];
  const readers = readersOf(updates.map((update) => [update]));
  const neighbours = new Map<StateUpdate, StateUpdate[]>(updates.map((update) => [update, []]));
  for (const update of updates) {
    for (const [reader] of readers.get(update.storage)!) {
      neighbours.get(update)!.push(reader!);
      neighbours.get(reader!)!.push(update);
    }
  }
  for (const update of updates) {
    const candidates = new Set(neighbours.get(update)!.map((other) => groupOf.get(other)));
    let group = groups.find(
      (members) =>
        candidates.has(members) &&
        members.length < mostTogether &&
        members.every((member) => sharesPoints(member, update)),
    );
    if (group === undefined) groups.push((group = []));
    group.push(update);
    groupOf.set(update, group);
  }
  return groups;
}

/** Equal shapes, and neither reads the other's state in another order than row-major. */
function sharesPoints(a: StateUpdate, b: StateUpdate): boolean {
  const written = [a.storage, b.storage];
  return (
    sameShape(a.shape, b.shape) &&
    leavesOf([a.expression, b.expression]).every(
      (leaf) => leaf.kind !== "load" || !written.includes(leaf.storage) || isContiguous(leaf.view),
    )
  );
}
