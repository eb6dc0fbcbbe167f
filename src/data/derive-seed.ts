import { threefry } from "../base/random.ts";

/** What a stream of random numbers is for: streams never share numbers. */
export type RandomPurpose = "shuffle" | "transform" | "model" | "batch" | "split" | "evaluation" | "example";

const purposes: Record<RandomPurpose, number> = {
  shuffle: 1,
  transform: 2,
  model: 3,
  batch: 4,
  split: 5,
  evaluation: 6,
  example: 7,
};

/** A seed for one purpose in one epoch, or one batch of it: 53 bits that depend on all three arguments. */
export function deriveSeed(seed: number, purpose: RandomPurpose, index: number = 0): number {
  const [low, high] = threefry(seed | 0, Math.floor(seed / 2 ** 32) | 0, purposes[purpose], index);
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
