/** How the threads of a run go through a program's steps together: the same for every CPU target. */

import type { Affine, IndexVariable, Launch, Phase, Step } from "../../compiler/lowered/program.ts";

/** What every thread of a run does next. */
export type DriverStep =
  /** Threads share the phase's chunks, launch by launch: from counters that are fresh after each barrier. */
  | { readonly kind: "shared"; readonly phase: Phase }
  /** Thread 0 runs these alone; the others go on. */
  | { readonly kind: "single"; readonly steps: readonly Step[] }
  /** All wait for each other, and counters become fresh. */
  | { readonly kind: "barrier" }
  | { readonly kind: "repeat"; readonly variable: IndexVariable; readonly body: readonly DriverStep[] };

/** Chunks of one launch. */
export function chunkCount(launch: Launch): number {
  return launch.kernel.grid.reduce((product, variable) => product * variable.extent, 1);
}

/** The largest number of chunks that may run at the same time: more threads than that are of no use. */
export function widthOf(steps: readonly Step[]): number {
  const phases = steps.flatMap((step) => (step.kind === "phase" ? [step] : step.body));
  return Math.max(0, ...phases.map(phaseWidth));
}

/** Where an argument starts depends on one variable only, the counter of the repeat around it: elements a turn. */
export function argumentStep(offset: Affine): number {
  return offset.terms.reduce((sum, term) => sum + term.coefficient, 0);
}

/**
 * The steps of each thread. Phases of a single chunk run on thread 0, and a barrier stands only where what follows
 * may run on another thread than what came before, and at the end.
 */
export function planDriver(steps: readonly Step[]): DriverStep[] {
  const planner = new DriverPlanner();
  planner.add(steps);
  planner.end();
  return planner.steps;
}

/** What has run since the last barrier: nothing, phases on thread 0 only, or a phase on all threads. */
type Pending = "nothing" | "single" | "shared";

class DriverPlanner {
  readonly steps: DriverStep[] = [];
  private pending: Pending;

  constructor(pending: Pending = "nothing") {
    this.pending = pending;
  }

  add(steps: readonly Step[]): void {
    const single: Step[] = [];
    const flush = (): void => {
      if (single.length > 0) this.single(single.splice(0));
    };
    for (const step of steps) {
      if (stepWidth(step) <= 1) {
        single.push(step);
        continue;
      }
      flush();
      if (step.kind === "repeat") this.repeat(step.variable, step.body);
      else this.shared(step);
    }
    flush();
  }

  end(): void {
    if (this.pending === "shared") this.barrier();
  }

  private repeat(variable: IndexVariable, phases: readonly Phase[]): void {
    // Between iterations thread 0 needs no barrier if it alone runs both ends.
    const open = stepWidth(phases[0]!) <= 1 && stepWidth(phases.at(-1)!) <= 1;
    if (this.pending === "shared" || (this.pending === "single" && !open)) this.barrier();
    if (variable.extent === 0) return;
    const body = new DriverPlanner(open ? "single" : "nothing");
    body.add(phases);
    if (!open) body.barrier();
    this.steps.push({ kind: "repeat", variable, body: body.steps });
    this.pending = body.pending;
  }

  private single(steps: readonly Step[]): void {
    if (this.pending === "shared") this.barrier();
    this.steps.push({ kind: "single", steps });
    this.pending = "single";
  }

  private shared(phase: Phase): void {
    if (this.pending !== "nothing") this.barrier();
    this.steps.push({ kind: "shared", phase });
    this.pending = "shared";
  }

  private barrier(): void {
    this.steps.push({ kind: "barrier" });
    this.pending = "nothing";
  }
}

function phaseWidth(phase: Phase): number {
  return phase.launches.reduce((sum, launch) => sum + chunkCount(launch), 0);
}

function stepWidth(step: Step): number {
  return step.kind === "phase" ? phaseWidth(step) : Math.max(0, ...step.body.map(phaseWidth));
}
