/**
 * Puts tasks into phases: a launch runs in the earliest phase after all it depends on; one that depends on nothing, such
 * as a fill or the packing of weights, just before its first reader, while what it writes is in cache.
 */

import type { Product } from "./fuse-write-back.ts";
import type { Destination } from "./lower-elementwise.ts";
import type { IndexVariable, Launch, Phase, Step } from "./lowered/program.ts";

/** What launches were made of, where they can still become part of others. */
export interface Made {
  /** They leave the sums of this product at its home. */
  readonly product?: Product;
  /** They compute these point by point. */
  readonly results?: readonly Destination[];
  /** They write zeros around a value, where nothing else writes. */
  readonly margins?: true;
}

/** Launches that do not depend on each other, a body to repeat, or a place that no launch moves across. */
export type Task =
  | ({ readonly kind: "launches"; readonly launches: readonly Launch[] } & Made)
  | { readonly kind: "barrier" }
  | { readonly kind: "repeat"; readonly variable: IndexVariable; readonly tasks: readonly Task[] };

/**
 * Steps that respect every dependency through a buffer: a reader comes after the writer before it, a writer after
 * the readers and the writer before it. With `oneByOne` each launch has a phase of its own.
 */
export function schedule(tasks: readonly Task[], oneByOne: boolean = false): Step[] {
  const steps: Step[] = [];
  let run: Launch[][] = [];
  const flush = (): void => {
    steps.push(...phasesOf(run, oneByOne));
    run = [];
  };
  for (const task of tasks) {
    if (task.kind === "launches") {
      run.push([...task.launches]);
      continue;
    }
    flush();
    if (task.kind === "barrier") continue;
    const body = schedule(task.tasks, oneByOne).map((step) => {
      if (step.kind !== "phase") throw new Error("Repeats do not nest.");
      return step;
    });
    steps.push({ kind: "repeat", variable: task.variable, body });
  }
  flush();
  return steps;
}

function phasesOf(tasks: readonly (readonly Launch[])[], oneByOne: boolean): Phase[] {
  const levels = oneByOne ? tasks.map((_, i) => i) : postponed(tasks, earliest(tasks));
  const phases: Launch[][] = Array.from({ length: Math.max(-1, ...levels) + 1 }, () => []);
  tasks.forEach((launches, i) => phases[levels[i]!]!.push(...launches));
  return phases.filter((launches) => launches.length > 0).map((launches) => ({ kind: "phase", launches }));
}

/** The earliest phase of each task. */
function earliest(tasks: readonly (readonly Launch[])[]): number[] {
  const written = new Map<number, number>();
  const read = new Map<number, number>();
  return tasks.map((launches) => {
    const accesses = launches.flatMap(accessesOfLaunch);
    let level = 0;
    for (const { buffer, writes } of accesses) {
      level = Math.max(level, (written.get(buffer) ?? -1) + 1);
      if (writes) level = Math.max(level, (read.get(buffer) ?? -1) + 1);
    }
    for (const { buffer, writes, reads } of accesses) {
      if (writes) written.set(buffer, level);
      if (reads) read.set(buffer, Math.max(level, read.get(buffer) ?? -1));
    }
    return level;
  });
}

/** Levels with the tasks of the first moved to just before those that depend on them. */
function postponed(tasks: readonly (readonly Launch[])[], levels: readonly number[]): number[] {
  const touched = new Map<number, number>();
  const written = new Map<number, number>();
  const later = [...levels];
  for (let i = tasks.length - 1; i >= 0; i--) {
    const accesses = tasks[i]!.flatMap(accessesOfLaunch);
    const before = accesses.map(({ buffer, writes }) => (writes ? touched : written).get(buffer) ?? Infinity);
    const next = Math.min(...before);
    if (levels[i] === 0 && Number.isFinite(next)) later[i] = next - 1;
    for (const { buffer, writes } of accesses) {
      touched.set(buffer, Math.min(later[i]!, touched.get(buffer) ?? Infinity));
      if (writes) written.set(buffer, Math.min(later[i]!, written.get(buffer) ?? Infinity));
    }
  }
  return later;
}

/** What a launch does with a buffer. */
export interface Access {
  readonly buffer: number;
  readonly reads: boolean;
  readonly writes: boolean;
}

/** The accesses of a launch, one an argument. */
export function accessesOfLaunch({ kernel, arguments: args }: Launch): Access[] {
  return args.map(({ buffer }, i) => {
    const { access } = kernel.parameters[i]!;
    return { buffer, reads: access !== "write", writes: access !== "read" };
  });
}
