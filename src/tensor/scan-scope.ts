/** Steps of `scan` that are being built: what is made in them stands for every step. */

import type { Value } from "../graph/node.ts";

const steps: Value[] = [];

/** Runs `build`, which makes the body of a scan; `index` counts its steps. */
export function buildStep<R>(index: Value, build: () => R): R {
  steps.push(index);
  try {
    return build();
  } finally {
    steps.pop();
  }
}

/** The counters of the scans around what is being built, the outermost first; none outside of `scan`. */
export function stepIndices(): readonly Value[] {
  return steps;
}

/** Throws: Error inside of a step, where nothing can be read or changed. `what` follows "Cannot", `instead` says what helps. */
export function refuseInStep(what: string, instead: string): void {
  if (steps.length === 0) return;
  throw new Error(
    `Cannot ${what} inside the step of a scan: the step is built once and stands for all of them. ${instead}`,
  );
}
