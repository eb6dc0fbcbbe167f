/** Puts tasks into phases: a launch runs in the earliest phase after all it depends on. */

import type { Product } from "./fuse-write-back.ts";
import type { Destination } from "./lower-elementwise.ts";
import type { IndexVariable, Launch, Phase, Step } from "./lowered/program.ts";

/** What launches were made of, where they can still become part of others. */
export interface Made {
  /** They leave the sums of this product at its home. */
  readonly product?: Product;
  /** They compute these point by point. */
  readonly results?: readonly Destination[];
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
  const phases: Launch[][] = [];
  const written = new Map<number, number>();
  const read = new Map<number, number>();
  for (const launches of tasks) {
    let level = 0;
    for (const launch of launches) {
      for (const { buffer, writes } of accessesOfLaunch(launch)) {
        level = Math.max(level, (written.get(buffer) ?? -1) + 1);
        if (writes) level = Math.max(level, (read.get(buffer) ?? -1) + 1);
      }
    }
    if (oneByOne) level = phases.length;
    for (const launch of launches) {
      (phases[level] ??= []).push(launch);
      for (const { buffer, writes, reads } of accessesOfLaunch(launch)) {
        if (writes) written.set(buffer, level);
        if (reads) read.set(buffer, Math.max(level, read.get(buffer) ?? -1));
      }
    }
  }
  return phases.map((launches) => ({ kind: "phase", launches }));
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
