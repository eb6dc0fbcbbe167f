/**
 * Elementwise kernels that read a product move into it: each chunk of the product computes them for the points it has
 * summed, while those are in cache. Decided on the finished list of tasks, which knows every reader of a buffer.
 */

import { sameShape } from "../base/shape.ts";
import { type Expression, type Leaf, type Load, leavesOf, type Storage, sameLeaf } from "./expression.ts";
import type { Destination } from "./lower-elementwise.ts";
import type { KernelParameter, Launch } from "./lowered/program.ts";
import type { Task } from "./schedule.ts";

/** A product that can be lowered again, to another place and with results computed from it. */
export interface Product {
  readonly name: string;
  /** Where its sums go. */
  readonly home: Load;
  /** Whether something outside reads the sums. */
  readonly wanted: boolean;
  /** Launches that leave the sums at `home`, then compute `after` from them; undefined where the loops do not fit. */
  lower(name: string, home: Load, after: readonly Destination[]): readonly Launch[] | undefined;
}

/** The tasks, with each elementwise kernel that is the first reader of a product's sums computed by the product. */
export function fuseWriteBack(tasks: readonly Task[]): Task[] {
  const fused: (Task | undefined)[] = [...tasks];
  const touched = tasks.map((task) => buffersOf(task, () => true));
  const users = positionsOf(touched);
  const writers = positionsOf(tasks.map((task) => buffersOf(task, (access) => access !== "read")));
  for (const [at, task] of tasks.entries()) {
    if (task.kind !== "launches" || task.product === undefined) continue;
    const { product } = task;
    const readers = (users.get(product.home.storage.buffer) ?? []).filter((other) => other > at);
    const first = readers[0];
    const reader = first === undefined ? undefined : fused[first];
    if (first === undefined || reader?.kind !== "launches" || reader.results === undefined) continue;
    // It runs as late as the reader, and chunk by chunk with it: nothing that it reads may be written by then.
    const unchanged = [...touched[at]!].every(
      (buffer) => writers.get(buffer)?.some((other) => other > at && other <= first) !== true,
    );
    if (!unchanged || !fits(product.home, reader.results)) continue;
    const launches = withResults(product, reader, product.wanted || readers.length > 1);
    if (launches === undefined) continue;
    fused[at] = undefined;
    fused[first] = { kind: "launches", launches };
  }
  return fused.filter((task) => task !== undefined);
}

/** By buffer: which of the tasks, by position and ascending. */
function positionsOf(buffersOfTasks: readonly ReadonlySet<number>[]): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (const [at, buffers] of buffersOfTasks.entries()) {
    for (const buffer of buffers) {
      const known = positions.get(buffer);
      if (known === undefined) positions.set(buffer, [at]);
      else known.push(at);
    }
  }
  return positions;
}

/** Whether results are computed at the points of the product, each from the sum there, and lie along its columns. */
function fits(home: Load, results: readonly Destination[]): boolean {
  const leaves = leavesOf(results.map((result) => result.expression));
  const { shape, strides } = home.view;
  return (
    results.every(
      ({ view }) =>
        sameShape(view.shape, shape) &&
        view.strides.every((stride, axis) => shape[axis] === 1 || strides[axis] !== 1 || stride === 1),
    ) && leaves.every((leaf) => !isIn(leaf, home.storage) || sameLeaf(leaf, home))
  );
}

function withResults(
  product: Product,
  reader: Extract<Task, { kind: "launches" }>,
  kept: boolean,
): readonly Launch[] | undefined {
  const { home } = product;
  const results = reader.results!;
  const name = `${product.name}-${reader.launches[0]!.kernel.name}`;
  const only = results[0]!;
  const inPlace =
    !kept &&
    results.length === 1 &&
    only.expression.dtype === "float32" &&
    !leavesOf([only.expression]).some((leaf) => isIn(leaf, only.storage));
  if (!inPlace) return product.lower(name, home, results);
  const there: Load = { ...home, storage: only.storage, view: only.view };
  const expression = replaceLeaf(only.expression, home, there);
  return product.lower(name, there, expression === there ? [] : [{ ...only, expression }]);
}

function replaceLeaf(expression: Expression, leaf: Leaf, by: Leaf): Expression {
  const replaced = new Map<Expression, Expression>();
  const visit = (at: Expression): Expression => {
    const known = replaced.get(at);
    if (known !== undefined) return known;
    let result: Expression = at;
    if (at.kind === "compute") result = { ...at, operands: at.operands.map(visit) };
    else if (at.kind !== "constant" && sameLeaf(at, leaf)) result = by;
    replaced.set(at, result);
    return result;
  };
  return visit(expression);
}

function isIn(leaf: Leaf, storage: Storage): boolean {
  return leaf.kind === "load" && leaf.storage.buffer === storage.buffer;
}

/** The buffers that a task has such access to. */
function buffersOf(task: Task, wanted: (access: KernelParameter["access"]) => boolean): Set<number> {
  if (task.kind === "barrier") return new Set();
  if (task.kind === "repeat") return new Set(task.tasks.flatMap((inner) => [...buffersOf(inner, wanted)]));
  return new Set(
    task.launches.flatMap(({ kernel, arguments: args }) =>
      args.flatMap(({ buffer }, i) => (wanted(kernel.parameters[i]!.access) ? [buffer] : [])),
    ),
  );
}
