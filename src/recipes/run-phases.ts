import type { Module } from "../nn/index.ts";
import { type FitEvent, fitEvents, type ReopenedRun, type RunFolder } from "../train/index.ts";
import type { Phase } from "./recipe.ts";

/** What the phases of a run share. */
export interface PhaseOptions {
  readonly model: Module;
  readonly folder: RunFolder;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly checkpoint?: ReopenedRun["checkpoint"];
}

/** An event of the phase with this number, from 0; its steps count on from the phases before. */
export interface PhaseEvent {
  readonly phase: number;
  readonly event: FitEvent;
}

/**
 * Trains phase after phase, or goes on in the one that a checkpoint was made in. Each checkpoint has the whole model, its
 * phase, and the steps and seconds before it.
 */
export async function* runPhases(
  phases: readonly Phase[],
  { model, folder, seed, signal, checkpoint }: PhaseOptions,
): AsyncGenerator<PhaseEvent> {
  const noted = checkpoint?.metadata.get("phase");
  let { phase, steps, seconds } = (noted === undefined ? undefined : JSON.parse(noted)) ?? {
    phase: 0,
    steps: 0,
    seconds: 0,
  };
  for (let resume = checkpoint; phase < phases.length; phase++, resume = undefined) {
    const { data, options, ...its } = phases[phase]!;
    const before = { steps, seconds };
    const events = fitEvents(("model" in its && its.model) || (model as never), data, {
      ...(options as Extract<Phase, { model?: unknown }>["options"]),
      seed,
      ...(signal && { signal }),
      ...(resume && { resume }),
      checkpoint: {
        module: model,
        notes: { phase: JSON.stringify({ phase, ...before }) },
        save: (bytes, step) => folder.writeCheckpoint(bytes, before.steps + step),
      },
    });
    for await (const event of events) {
      if (event.event === "start") {
        yield { phase, event: { ...event, ...(before.steps > 0 && { step: before.steps }) } };
        continue;
      }
      const counted =
        event.event === "result"
          ? { ...event, steps: before.steps + event.steps }
          : { ...event, step: before.steps + event.step };
      yield { phase, event: { ...counted, seconds: before.seconds + event.seconds } as FitEvent };
      if (event.event !== "result") continue;
      steps += event.steps;
      seconds += event.seconds;
      if (event.stopped) return;
    }
  }
}
