/** What a loop need not carry: equal carries, carries that never change, slices that are the same number throughout. */

import type { Value } from "../graph/node.ts";
import { broadcastTo } from "../ops/index.ts";
import { opOf } from "../ops/table.ts";
import { type Loop, substitute } from "./loop.ts";

/** A loop and, for each carry of the loop it was made of, which carry or what value it has become. */
export interface TidyLoop {
  readonly loop: Loop;
  readonly carries: readonly (number | Value)[];
}

/**
 * The same loop with carries made one that start alike and go on alike, carries that never change made constants, and
 * sequences and constants listed once. Its outputs are at the same places.
 */
export function tidyLoop(given: Loop): TidyLoop {
  const loop = substitute(given, knownInputs(given));
  const { classes, loop: merged } = equalCarries(loop);
  const isFirst = merged.carries.map((_, i) => classes[i] === i);
  const isFixed = merged.carries.map(({ inner, next }) => inner === next);
  const kept = merged.carries.filter((_, i) => isFirst[i] && !isFixed[i]);
  const fixed = merged.carries.filter((_, i) => isFirst[i] && isFixed[i]);
  return {
    loop: { ...merged, carries: kept, constants: [...merged.constants, ...fixed] },
    carries: merged.carries.map((_, i) => {
      const first = merged.carries[classes[i]!]!;
      return isFixed[classes[i]!] === true ? first.outer : kept.indexOf(first);
    }),
  };
}

/** The constant that all elements of a value are, seen through movement. */
export function uniform(value: Value): Value | undefined {
  let at = value;
  while (opOf(at.node).property.kind === "movement") at = at.node.inputs[0]!;
  return opOf(at.node).property.kind === "constant" ? at : undefined;
}

/** What inputs of the body can be replaced by: numbers, and the first input that stands for the same. */
function knownInputs({ sequences, constants }: Loop): Map<Value, Value> {
  const known = new Map<Value, Value>();
  for (const bindings of [sequences, constants]) {
    const first = new Map<Value, Value>();
    for (const { inner, outer } of bindings) {
      const number = uniform(outer);
      if (number !== undefined) known.set(inner, broadcastTo(number, inner.shape));
      else if (first.has(outer)) known.set(inner, first.get(outer)!);
      else first.set(outer, inner);
    }
  }
  return known;
}

/** For each carry the first that is equal to it in all steps: supposed of those that start alike until they differ. */
function equalCarries(loop: Loop): { classes: number[]; loop: Loop } {
  let classes = firsts(loop.carries.map(({ outer }) => [outer]));
  for (;;) {
    const repeated = loop.carries.flatMap(({ inner }, i) =>
      classes[i] === i ? [] : [[inner, loop.carries[classes[i]!]!.inner] as const],
    );
    if (repeated.length === 0) return { classes, loop };
    const merged = substitute(loop, new Map(repeated));
    const finer = firsts(merged.carries.map(({ next }, i) => [classes[i], next]));
    if (finer.every((first, i) => first === classes[i])) return { classes, loop: merged };
    classes = finer;
  }
}

/** For each key the position of the first equal one. */
function firsts(keys: readonly (readonly unknown[])[]): number[] {
  return keys.map((key) => keys.findIndex((other) => other.every((part, i) => part === key[i])));
}
