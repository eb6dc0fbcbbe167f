/** Seeded choices: the same seed makes the same ones everywhere. */
export class RandomChoices {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** An integer of 32 random bits, from 0. */
  bits(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let z = Math.imul(this.state ^ (this.state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  }

  /** An integer from `low` to `high`, both included. */
  from(low: number, high: number): number {
    return low + (this.bits() % (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.bits() < probability * 2 ** 32;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.from(0, options.length - 1)]!;
  }

  /** A float32: every fifth one is a case that arithmetic finds hard, the others lie between −4 and 4. */
  float(): number {
    return this.chance(0.2) ? this.pick(hardFloats) : Math.fround(this.bits() / 2 ** 29 - 4);
  }

  /** An int32: small, extreme, or any. */
  integer(): number {
    if (this.chance(0.6)) return this.from(-9, 9);
    return this.chance(0.3) ? this.pick(hardIntegers) : this.bits() | 0;
  }
}

const hardFloats = [
  0,
  -0,
  0.5,
  -0.5,
  1.5,
  2.5,
  0.49999997,
  -1.5,
  1,
  -1,
  8388609,
  16777216,
  2147483648,
  -2147483648,
  2147483520,
  3e9,
  -1e10,
  1e-45,
  -1e-45,
  1.1754944e-38,
  1.1754942e-38,
  3.4028235e38,
  -3.4028235e38,
  Infinity,
  -Infinity,
  NaN,
].map(Math.fround);
const hardIntegers = [2147483647, -2147483648, 16777217, -16777217, 65536, 0x7f800000, 0x3f800000, 1];
