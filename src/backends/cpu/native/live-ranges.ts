/** When each virtual register holds a value, and which of them can be one register. */

import { type MachineStep, type Virtual, visitRegisters } from "./machine.ts";

/** Positions are indices of steps; a value is kept from its first write to its last use. */
export interface LiveRange {
  readonly register: Virtual;
  start: number;
  end: number;
  /** Uses, each counted 8 times more for every loop around it. */
  weight: number;
}

/** A loop of the code: from its `loopBegin` to its `loopEnd`. */
interface LoopSpan {
  readonly begin: number;
  readonly end: number;
}

/** Which register stands for which after joining moves. */
export type Joined = (register: Virtual) => Virtual;

/**
 * Joins the two sides of moves where nothing else needs one of them: a chain of copies, a value that only starts a
 * loop, and the value a loop's body hands to its next iteration. This is what keeps accumulators in place.
 */
export function joinMoves(steps: readonly MachineStep[]): Joined {
  const parents = new Map<number, Virtual>();
  const find: Joined = (register) => {
    let at = register;
    for (let next = parents.get(at.id); next !== undefined; next = parents.get(at.id)) at = next;
    return at;
  };
  const loops = findLoops(steps);
  const ranges = new Map<number, LiveRange>();
  for (const range of liveRanges(steps, find)) ranges.set(range.register.id, range);
  const moves: { readonly position: number; readonly target: Virtual; readonly source: Virtual }[] = [];
  steps.forEach((step, position) => {
    if (step.kind === "move") moves.push({ position, target: step.target, source: step.source });
  });
  const occurrences = new Map<number, number[]>();
  for (const { target, source } of moves) for (const { id } of [target, source]) occurrences.set(id, []);
  steps.forEach((step, position) => {
    visitRegisters(step, (register) => {
      const list = occurrences.get(register.id);
      if (list !== undefined && list[list.length - 1] !== position) list.push(position);
    });
  });
  const join = (kept: LiveRange, dropped: LiveRange) => {
    parents.set(dropped.register.id, kept.register);
    kept.start = Math.min(kept.start, dropped.start);
    kept.end = Math.max(kept.end, dropped.end);
    kept.weight += dropped.weight;
    const all = new Set([...occurrences.get(kept.register.id)!, ...occurrences.get(dropped.register.id)!]);
    occurrences.set(
      kept.register.id,
      [...all].sort((a, b) => a - b),
    );
  };
  // A value copied and never used again.
  for (const { position, target, source } of moves) {
    const from = ranges.get(find(source).id)!;
    const to = ranges.get(find(target).id)!;
    if (from !== to && from.end === position && to.start === position) join(to, from);
  }
  // What a body hands on: the carried register is free between the first write of its next value and the move.
  for (const { position, target, source } of moves) {
    const next = ranges.get(find(source).id)!;
    const carried = ranges.get(find(target).id)!;
    const loop = innermostAt(loops, position);
    if (next === carried || loop === undefined || carried.start >= loop.begin) continue;
    const inside = next.start > loop.begin && next.end === position;
    const free = occurrences.get(carried.register.id)!.every((at) => at <= next.start || at >= position);
    if (inside && free) join(carried, next);
  }
  return find;
}

/** The live range of every register that stands for itself, ordered by start. */
export function liveRanges(steps: readonly MachineStep[], find: Joined): LiveRange[] {
  const loops = findLoops(steps);
  const ranges = new Map<number, LiveRange>();
  let depth = 0;
  steps.forEach((step, position) => {
    visitRegisters(step, (named) => {
      const register = find(named);
      const range = ranges.get(register.id);
      if (range === undefined) {
        ranges.set(register.id, { register, start: position, end: position, weight: 8 ** depth });
      } else {
        range.end = position;
        range.weight += 8 ** depth;
      }
    });
    if (step.kind === "loopBegin") depth++;
    if (step.kind === "loopEnd") depth--;
  });
  // A value from before a loop that the loop uses is needed by its next iteration too.
  for (const range of ranges.values()) {
    for (const loop of loops) {
      if (range.start < loop.begin && loop.begin < range.end && range.end < loop.end) range.end = loop.end;
    }
  }
  return [...ranges.values()].sort((a, b) => a.start - b.start);
}

function findLoops(steps: readonly MachineStep[]): readonly LoopSpan[] {
  const open: number[] = [];
  const loops: LoopSpan[] = [];
  steps.forEach((step, position) => {
    if (step.kind === "loopBegin") open.push(position);
    if (step.kind === "loopEnd") loops.push({ begin: open.pop()!, end: position });
  });
  return loops;
}

/** Loops are listed inner first. */
function innermostAt(loops: readonly LoopSpan[], position: number): LoopSpan | undefined {
  return loops.find((loop) => loop.begin < position && position < loop.end);
}
