/** The static memory plan: temporaries that are never alive at the same time share a place in the arena. */

import type { BufferSpec, Launch, Step } from "./lowered/program.ts";

/** Places start at multiples of this many elements: a cache line of 64 bytes. */
const alignment = 16;

interface Lifetime {
  first: number;
  last: number;
}

/** The buffers with their places, and how many elements the arena needs. */
export function planMemory(
  buffers: readonly BufferSpec[],
  steps: readonly Step[],
  reuse: boolean,
): { buffers: BufferSpec[]; arenaLength: number } {
  const lifetimes = lifetimesOf(steps);
  const places = new Map<number, number>();
  /** In the order of their offsets. */
  const placed: { offset: number; length: number; life: Lifetime }[] = [];
  let arenaLength = 0;
  const bySize = buffers
    .map((spec, buffer) => ({ spec, buffer, life: lifetimes.get(buffer) }))
    .filter(({ spec }) => spec.role === "temporary")
    .sort((a, b) => b.spec.length - a.spec.length || a.buffer - b.buffer);
  for (const { spec, buffer, life = { first: 0, last: 0 } } of bySize) {
    const length = Math.ceil(spec.length / alignment) * alignment;
    let offset = 0;
    for (const other of placed) {
      if (reuse && (other.life.first > life.last || life.first > other.life.last)) continue;
      if (offset + length <= other.offset) break;
      offset = Math.max(offset, other.offset + other.length);
    }
    placed.splice(positionFor(placed, offset), 0, { offset, length, life });
    places.set(buffer, offset);
    arenaLength = Math.max(arenaLength, offset + length);
  }
  const withPlaces = buffers.map((spec, buffer) =>
    places.has(buffer) ? { ...spec, arenaOffset: places.get(buffer)! } : spec,
  );
  return { buffers: withPlaces, arenaLength };
}

/** Where `offset` belongs in a list that is ordered by offsets. */
function positionFor(placed: readonly { readonly offset: number }[], offset: number): number {
  let [low, high] = [0, placed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle]!.offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From the first to the last phase that touches a buffer; one that lives into or out of a repeat lives through it. */
function lifetimesOf(steps: readonly Step[]): Map<number, Lifetime> {
  const lifetimes = new Map<number, Lifetime>();
  const touch = (buffer: number, from: number, to: number): void => {
    const life = lifetimes.get(buffer);
    if (life === undefined) lifetimes.set(buffer, { first: from, last: to });
    else lifetimes.set(buffer, { first: Math.min(life.first, from), last: Math.max(life.last, to) });
  };
  const outside = new Set<number>();
  for (const step of steps)
    if (step.kind === "phase") step.launches.forEach((launch) => note(launch, outside));
  const inRepeats = steps.map((step) => {
    const inside = new Set<number>();
    if (step.kind === "repeat")
      for (const phase of step.body) phase.launches.forEach((launch) => note(launch, inside));
    return inside;
  });
  let time = 0;
  steps.forEach((step, at) => {
    if (step.kind === "phase") {
      for (const launch of step.launches)
        for (const { buffer } of launch.arguments) touch(buffer, time, time);
      time++;
      return;
    }
    const end = time + step.body.length - 1;
    const elsewhere = (buffer: number): boolean =>
      outside.has(buffer) || inRepeats.some((inside, other) => other !== at && inside.has(buffer));
    step.body.forEach((phase, i) => {
      for (const { buffer } of phase.launches.flatMap((launch) => launch.arguments)) {
        const across = elsewhere(buffer) || readBeforeWritten(step.body, buffer);
        if (across) touch(buffer, time, end);
        else touch(buffer, time + i, time + i);
      }
    });
    time = end + 1;
  });
  return lifetimes;
}

function note(launch: Launch, into: Set<number>): void {
  for (const { buffer } of launch.arguments) into.add(buffer);
}

/** Whether the first of these phases to touch a buffer reads it: it then holds a value of the iteration before. */
function readBeforeWritten(
  phases: readonly { readonly launches: readonly Launch[] }[],
  buffer: number,
): boolean {
  for (const { launches } of phases) {
    let touched = false;
    for (const { kernel, arguments: args } of launches) {
      for (const [i, argument] of args.entries()) {
        if (argument.buffer !== buffer) continue;
        touched = true;
        if (kernel.parameters[i]!.access === "read") return true;
      }
    }
    if (touched) return false;
  }
  return false;
}
