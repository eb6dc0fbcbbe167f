/**
 * Which launches of a program depend on nothing but inputs that mostly stay as they are, such as weights: what they
 * write, packed weights above all, can be kept from one run to the next.
 */

import type { Launch, Phase, Program, Step } from "./lowered/program.ts";
import { type Access, accessesOfLaunch } from "./schedule.ts";

/** A program in two parts, which one after the other do what it does. */
export interface Preparation {
  /** What has to run again only when the elements of `sources` have changed. */
  readonly steps: readonly Step[];
  /** What is left of the program. It reads `kept` and writes none of them. */
  readonly rest: readonly Step[];
  /** Inputs that the preparation reads, by their numbers. */
  readonly sources: readonly number[];
  /** Temporaries that `rest` reads and the preparation has written: they must lie where nothing else writes. */
  readonly kept: readonly number[];
}

interface Place {
  readonly launch: Launch;
  readonly accesses: readonly Access[];
  /** Number of the step. */
  readonly at: number;
  readonly repeated: boolean;
}

/** Splits a program, or returns undefined if it does nothing that depends on `lasting` inputs alone. */
export function splitPreparation(program: Program, lasting: ReadonlySet<number>): Preparation | undefined {
  if (lasting.size === 0) return undefined;
  const places = program.steps.flatMap(placesIn);
  const prepared = preparedLaunches(program, places, lasting);
  const accesses = places.filter(({ launch }) => prepared.has(launch)).flatMap((place) => place.accesses);
  const sources = accesses.filter(({ buffer }) => program.buffers[buffer]!.role === "input");
  if (sources.length === 0) return undefined;
  const others = places.filter(({ launch }) => !prepared.has(launch)).flatMap((place) => place.accesses);
  const readLater = new Set(others.map(({ buffer }) => buffer));
  return {
    steps: withLaunches(program.steps, (launch) => prepared.has(launch)),
    rest: withLaunches(program.steps, (launch) => !prepared.has(launch)),
    sources: numbersOf(sources),
    kept: numbersOf(accesses.filter(({ buffer, writes }) => writes && readLater.has(buffer))),
  };
}

function placesIn(step: Step, at: number): Place[] {
  return phasesOf(step).flatMap(({ launches }) =>
    launches.map((launch) => ({
      launch,
      accesses: accessesOfLaunch(launch),
      at,
      repeated: step.kind === "repeat",
    })),
  );
}

/** The most launches that can be taken out together: those that cannot are struck out until all that is left can be. */
function preparedLaunches(
  program: Program,
  places: readonly Place[],
  lasting: ReadonlySet<number>,
): Set<Launch> {
  const prepared = new Set(places.filter(({ repeated }) => !repeated).map(({ launch }) => launch));
  const users = new Map<number, Place[]>();
  for (const place of places) {
    for (const { buffer } of place.accesses) {
      const known = users.get(buffer);
      if (known === undefined) users.set(buffer, [place]);
      else known.push(place);
    }
  }
  /** Whether a buffer always holds the same when it is read, by whatever is left in `prepared`. */
  const holds = (buffer: number): boolean => {
    const { role } = program.buffers[buffer]!;
    if (role === "input") return lasting.has(buffer);
    if (role !== "temporary") return role === "constant";
    const all = users.get(buffer)!;
    const writers = all.filter((place) => writes(place, buffer));
    const last = Math.max(...writers.map(({ at }) => at));
    return (
      writers.every(({ launch }) => prepared.has(launch)) &&
      all.every((place) => prepared.has(place.launch) || place.at > last)
    );
  };
  for (let before = -1; before !== prepared.size; ) {
    before = prepared.size;
    for (const { launch, accesses } of places) {
      if (!accesses.every(({ buffer }) => holds(buffer))) prepared.delete(launch);
    }
  }
  return prepared;
}

function writes({ accesses }: Place, buffer: number): boolean {
  return accesses.some((access) => access.buffer === buffer && access.writes);
}

function withLaunches(steps: readonly Step[], wanted: (launch: Launch) => boolean): Step[] {
  const inPhase = (phase: Phase): Phase => ({ ...phase, launches: phase.launches.filter(wanted) });
  return steps
    .map((step) => (step.kind === "phase" ? inPhase(step) : { ...step, body: step.body.map(inPhase) }))
    .filter((step) => phasesOf(step).some(({ launches }) => launches.length > 0));
}

function phasesOf(step: Step): readonly Phase[] {
  return step.kind === "phase" ? [step] : step.body;
}

function numbersOf(accesses: readonly Access[]): number[] {
  return [...new Set(accesses.map(({ buffer }) => buffer))];
}
