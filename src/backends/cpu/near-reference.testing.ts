/** Whole graphs against `reference`: outputs, and through the updates of states their gradients. */

import assert from "node:assert/strict";
import type { Random } from "../../base/random.ts";
import type { HostArray } from "../../runtime/device.ts";
import { interpretGraph } from "../reference/interpret.ts";
import type { RandomGraph } from "./random-graph.testing.ts";

/** Of the greatest element of a result. All but a few graphs in a thousand stay below a hundredth of it. */
const tolerance = 1e-3;
/** Where a result jumps, float32 may be on the other side: then `reference` jumps too when its inputs move so little. */
const nudge = 1e-5;
const nudges = 10;

/**
 * Outputs, then updated states, after two runs in a row must be near those of `reference`, unless these jump there.
 *
 * Throws: AssertionError naming the result and the element.
 */
export function assertNearReference(sample: RandomGraph, got: readonly HostArray[], random: Random): void {
  const inputs = sample.inputs.map((array) => Float64Array.from(array));
  const want = afterTwoRuns(sample, inputs);
  const far = firstFar(got, want);
  if (far === undefined) return;
  for (let i = 0; i < nudges; i++) {
    const moved = inputs.map((array) => array.map((each) => each + random.uniform(-nudge, nudge)));
    if (firstFar(afterTwoRuns(sample, moved), want) !== undefined) return;
  }
  assert.fail(far);
}

function afterTwoRuns({ graph }: RandomGraph, inputs: readonly Float64Array[]): Float64Array[] {
  const known = [...inputs];
  const run = (): Float64Array[] => interpretGraph(graph, known);
  for (const [i, state] of run().slice(graph.outputs.length).entries())
    known[graph.inputs.indexOf(graph.updates[i]!.target)] = state;
  return run();
}

/** The first element that is too far from what is wanted, in words. */
function firstFar(got: readonly ArrayLike<number>[], want: readonly Float64Array[]): string | undefined {
  for (const [i, array] of want.entries()) {
    const scale = array.reduce((most, each) => Math.max(most, Math.abs(each)), tolerance);
    const at = array.findIndex((each, e) => !(Math.abs(got[i]![e]! - each) <= tolerance * scale));
    if (at >= 0)
      return `Element ${at} of result ${i} is ${got[i]![at]}, expected about ${array[at]} by reference`;
  }
  return undefined;
}
