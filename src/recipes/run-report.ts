import type { Provenance } from "../data/index.ts";
import {
  type EpochEvent,
  type Metrics,
  type ReportSection,
  type RunPhase,
  renderReport,
  type StepEvent,
} from "../train/index.ts";
import type { Recipe } from "./recipe.ts";
import type { RunEvent, RunResult, RunStart } from "./run-events.ts";
import { runFacts } from "./run-facts.ts";

/** What a run's report is made from. */
export interface Reported {
  readonly data: Provenance;
  readonly card: readonly (readonly [name: string, value: string])[];
  readonly events: readonly RunEvent[];
  readonly result: RunResult;
  readonly metrics: Metrics;
  readonly sections: readonly ReportSection[];
  readonly settings: object;
}

/** The HTML page of a run. */
export function runReport(recipe: Recipe, reported: Reported): string {
  const { events, result, metrics, sections } = reported;
  return renderReport({
    title: `${recipe.name}, seed ${result.seed}`,
    description: recipe.description,
    metrics,
    targets: result.targets,
    phases: phasesOf(events),
    sections,
    seconds: result.seconds,
    stopped: result.stopped,
    facts: runFacts(reported),
  });
}

/** The events between one start and the next; those of a phase that was interrupted belong together. */
export function phasesOf(events: readonly RunEvent[]): RunPhase[] {
  const phases: { name?: string; number: number; events: (RunStart | StepEvent | EpochEvent)[] }[] = [];
  for (const event of events) {
    if (event.event === "result") continue;
    if (event.event === "start") {
      const { name, number } = event.phase ?? { name: undefined, number: 1 };
      const last = phases.at(-1);
      if (last?.number !== number)
        phases.push({ ...(name !== undefined && { name }), number, events: [event] });
      continue;
    }
    phases.at(-1)?.events.push(event);
  }
  return phases;
}
