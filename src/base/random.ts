/**
 * Counter-based random bits: Threefry-2x32 with 20 rounds. The same key and counter give the same bits on every
 * target.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, section 3.
 */

import { logarithm } from "./logarithm.ts";

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const parity = 0x1bd11bda;

/** Threefry-2x32-20 of the counter (counter0, counter1) under the key (key0, key1): two int32 words. */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const keys = [key0 | 0, key1 | 0, parity ^ key0 ^ key1];
  let x0 = (counter0 + keys[0]!) | 0;
  let x1 = (counter1 + keys[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = rotations[round % 8]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + keys[injection % 3]!) | 0;
      x1 = (x1 + keys[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x0, x1];
}

/** A seeded stream of numbers on the host: shuffling, initial weights, augmentation. */
export class Random {
  readonly seed: number;
  private counter = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** 32 random bits as an int32. */
  bits(): number {
    return threefry(this.seed | 0, Math.floor(this.seed / 2 ** 32) | 0, this.counter++, 0)[0];
  }

  /** A float in [low, high) with 24 random bits. */
  uniform(low: number = 0, high: number = 1): number {
    return low + (high - low) * ((this.bits() >>> 8) * 2 ** -24);
  }

  /** An integer in [low, high). */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low));
  }

  /**
   * A number from N(0, 1), by the polar method: of the two numbers it gives the second is left, so that seed and
   * position remain all there is to save.
   *
   * Source: Marsaglia and Bray, "A Convenient Method for Generating Normal Variables", 1964.
   */
  normal(): number {
    for (;;) {
      const [u, v] = [this.uniform(-1, 1), this.uniform(-1, 1)];
      const square = u * u + v * v;
      if (square > 0 && square < 1) return u * Math.sqrt((-2 * logarithm(square)) / square);
    }
  }

  /** One of the choices. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length)]!;
  }

  /** 0 … length − 1 in random order (Fisher–Yates). */
  permutation(length: number): Int32Array {
    const order = Int32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(0, i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  /** How many words were drawn: with the seed, all there is to save. */
  get position(): number {
    return this.counter;
  }

  set position(counter: number) {
    this.counter = counter;
  }
}
