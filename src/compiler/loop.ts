/** A scan taken apart: what the rewrites of scans work on. */

import type { Value } from "../graph/node.ts";
import { type Binding, inlineGraph } from "../ops/index.ts";
import type { ScanParts } from "../ops/op.ts";
import { simplify } from "./simplify.ts";

/** A carry: its place in the body, its first value and its next one. */
export interface LoopCarry extends Binding {
  readonly next: Value;
}

/** The body of a scan with what its inputs stand for. */
export interface Loop {
  readonly carries: readonly LoopCarry[];
  readonly sequences: readonly Binding[];
  readonly constants: readonly Binding[];
  readonly outputs: readonly Value[];
  readonly length: number;
  readonly reverse: boolean;
}

/** The loop of a scan with these inputs. */
export function loopOf(
  { body, carries, sequences, length, reverse }: ScanParts,
  inputs: readonly Value[],
): Loop {
  const bindings = body.inputs.map((inner, i) => ({ inner, outer: inputs[i]! }));
  return {
    carries: bindings.slice(0, carries).map((binding, i) => ({ ...binding, next: body.outputs[i]! })),
    sequences: bindings.slice(carries, carries + sequences),
    constants: bindings.slice(carries + sequences),
    outputs: body.outputs.slice(carries),
    length,
    reverse,
  };
}

/** All values the body computes: new carries, then outputs. */
export function resultsOf({ carries, outputs }: Pick<Loop, "carries" | "outputs">): Value[] {
  return [...carries.map(({ next }) => next), ...outputs];
}

/** The loop with some values of its body replaced by others, and equal nodes made one. */
export function substitute(loop: Loop, replacements: ReadonlyMap<Value, Value>): Loop {
  const inputs = [...loop.carries, ...loop.sequences, ...loop.constants].map(({ inner }) => inner);
  const from = [...replacements.keys(), ...inputs.filter((value) => !replacements.has(value))];
  const to = from.map((value) => replacements.get(value) ?? value);
  const results = inlineGraph({ inputs: from, outputs: resultsOf(loop), updates: [] }, to);
  const { outputs } = simplify({ inputs, outputs: results, updates: [] });
  return {
    ...loop,
    carries: loop.carries.map((carry, i) => ({ ...carry, next: outputs[i]! })),
    outputs: outputs.slice(loop.carries.length),
  };
}
