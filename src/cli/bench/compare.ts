/** Paired timing: contestants take turns, and ratios are taken within a round. */

import type { HostArray } from "../../runtime/device.ts";
import { type Quartiles, quartiles } from "./quartiles.ts";
import { type Contestant, type Entry, turnMilliseconds, type Workload } from "./workload.ts";

/** How long is measured. */
export interface CompareOptions {
  /** Seconds of rounds, after warming up. */
  readonly seconds: number;
}

/** What a contestant came to. */
export interface Outcome {
  readonly name: string;
  readonly milliseconds: Quartiles;
  /** The fastest turn: nearest to the truth on a machine that does something else meanwhile. */
  readonly best: number;
  /** How many times as fast as each other contestant it was, by round. */
  readonly timesAsFastAs: Readonly<Record<string, Quartiles>>;
  /** The share that it reached of the limit on as many threads, by round; undefined if that was not measured. */
  readonly share: Quartiles | undefined;
}

/** What came of a workload. */
export interface Comparison {
  readonly name: string;
  readonly rounds: number;
  readonly outcomes: readonly Outcome[];
  /** Multiply-adds (10⁹ operations a second) or memory (GB a second), as measured in the same rounds. */
  readonly limits: Readonly<Record<string, Quartiles>>;
}

/** A contestant at work, and what its turns took. */
interface Turns {
  readonly contestant: Contestant;
  readonly entry: Entry;
  readonly times: number[];
}

const fewestRounds = 5;
/** Who is slower than this takes part in so many rounds only: the others need more to be told apart. */
const slowMilliseconds = 300;

/**
 * Times a workload. First all results are compared with the first contestant's, then all run until V8 has compiled its
 * best code. Then come rounds: every contestant has one turn (the very slow ones in the first five), each round begins
 * with another one, and `limits`, which measure what the machine can do, have theirs like the others.
 *
 * Throws: Error if results differ.
 */
export async function compareOn(
  workload: Workload,
  contestants: readonly Contestant[],
  limits: readonly Contestant[],
  { seconds }: CompareOptions,
): Promise<Comparison> {
  const turns: Turns[] = [];
  try {
    let expected: (HostArray | undefined)[] | undefined;
    for (const contestant of [...contestants, ...limits]) {
      const entry = await contestant.prepare(workload);
      if (entry === undefined) continue;
      turns.push({ contestant, entry, times: [] });
      if (limits.includes(contestant)) continue;
      const results: (HostArray | undefined)[] = [];
      for (let i = 0; i < workload.checkedRuns; i++) results.push(await entry.result());
      expected ??= results;
      for (const [i, result] of results.entries()) {
        if (result === undefined) continue;
        checkSame(result, expected[i]!, entry.name, turns[0]!.entry.name, workload);
      }
    }
    const repeats: number[] = [];
    for (const { entry } of turns) repeats.push(await warmUp(entry, seconds));
    const end = performance.now() + 1000 * seconds;
    for (let round = 0; round < fewestRounds || performance.now() < end; round++) {
      for (let turn = 0; turn < turns.length; turn++) {
        const i = (round + turn) % turns.length;
        const { entry, times } = turns[i]!;
        if (round >= fewestRounds && times[0]! > slowMilliseconds && i > 0) continue;
        times.push(await entry.time(repeats[i]!));
      }
    }
    return summary(workload, turns, limits);
  } finally {
    for (const { entry } of turns) await entry.close();
  }
}

/** Runs until V8 has compiled its best code, which it does in the background; gives the repeats that fill a turn. */
async function warmUp(entry: Entry, seconds: number): Promise<number> {
  const share = Math.min(400, 250 * seconds);
  let least = Number.POSITIVE_INFINITY;
  const end = performance.now() + share;
  for (let i = 0; i < 3 || performance.now() < end; i++) {
    least = Math.min(least, await entry.time(least < 1 ? Math.ceil(1 / least) : 1));
  }
  await new Promise((resolve) => setTimeout(resolve, share / 4));
  return Math.max(1, Math.round(turnMilliseconds / least));
}

function checkSame(
  actual: HostArray,
  expected: HostArray,
  own: string,
  first: string,
  { name, tolerance }: Workload,
): void {
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  const wrong = expected.findIndex((value, i) => !(Math.abs(actual[i]! - value) <= tolerance * largest));
  if (actual.length === expected.length && wrong < 0) return;
  const told =
    wrong < 0
      ? `${actual.length} numbers, not ${expected.length}`
      : `${actual[wrong]} at ${wrong}, not ${expected[wrong]}`;
  throw new Error(`Cannot compare on ${name}: ${own} gives ${told} as ${first} does.`);
}

function summary(
  { name, flops, bytes }: Workload,
  turns: readonly Turns[],
  limits: readonly Contestant[],
): Comparison {
  const work = (flops ?? bytes ?? 0) / 1e6;
  const limitTurns = turns.filter(({ contestant }) => limits.includes(contestant));
  const ratios = (over: readonly number[], under: readonly number[]): Quartiles =>
    quartiles(over.slice(0, under.length).map((time, round) => time / under[round]!));
  const timed = turns.filter(({ contestant }) => !limits.includes(contestant));
  return {
    name,
    rounds: turns[0]!.times.length,
    outcomes: timed.map((turn) => {
      const limit = limitTurns.find((other) => other.contestant.threads === turn.contestant.threads);
      return {
        name: turn.entry.name,
        milliseconds: quartiles(turn.times),
        best: Math.min(...turn.times),
        timesAsFastAs: Object.fromEntries(
          timed
            .filter((other) => other !== turn)
            .map((other) => [other.entry.name, ratios(other.times, turn.times)]),
        ),
        share: limit && ratios(limit.times, turn.times),
      };
    }),
    limits: Object.fromEntries(
      limitTurns.map(({ entry, times }) => [entry.name, quartiles(times.map((time) => work / time))]),
    ),
  };
}
