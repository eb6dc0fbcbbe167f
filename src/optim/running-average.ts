import type { Tensor } from "../tensor/index.ts";

/** Takes a value into an exponential average, state ← keep · state + (1 − keep) · value, and returns it. */
export function average(state: Tensor, value: Tensor, keep: number): Tensor {
  const next = state.mul(keep).add(value.mul(1 - keep));
  state.assign(next);
  return next;
}
