import type { IndexVariable, Phase, Program } from "./program.ts";

/** One execution of a phase: phases of a repeat have one for each value of its counter. */
export interface PhaseRun {
  readonly phase: Phase;
  readonly counter: IndexVariable | undefined;
  readonly repeat: number;
}

/** From the first to the last phase run that uses a temporary, and its elements `low` ≤ e < `high` of the arena. */
export interface Lifetime {
  readonly buffer: number;
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
}

/** All phase executions of a program, in order. */
export function runsOf(program: Program): readonly PhaseRun[] {
  return program.steps.flatMap((step): PhaseRun[] => {
    if (step.kind === "phase") return [{ phase: step, counter: undefined, repeat: 0 }];
    return Array.from({ length: step.variable.extent }, (_, repeat) =>
      step.body.map((phase) => ({ phase, counter: step.variable, repeat })),
    ).flat();
  });
}

/** When the temporaries that are used at all live; `first` and `last` are positions in `runs`. */
export function lifetimesOf(program: Program, runs: readonly PhaseRun[]): readonly Lifetime[] {
  const lifetimes = new Map<number, Lifetime>();
  for (const [at, { phase }] of runs.entries()) {
    for (const launch of phase.launches) {
      for (const { buffer } of launch.arguments) {
        const spec = program.buffers[buffer]!;
        if (spec.role !== "temporary") continue;
        const low = spec.arenaOffset ?? 0;
        const first = lifetimes.get(buffer)?.first ?? at;
        lifetimes.set(buffer, { buffer, first, last: at, low, high: low + spec.length });
      }
    }
  }
  return [...lifetimes.values()];
}
