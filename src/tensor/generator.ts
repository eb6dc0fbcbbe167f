/** Random numbers of tensors: a pure function of a seed and of how many draws there were. */

import { Random, threefry } from "../base/random.ts";
import type { Shape } from "../base/shape.ts";
import { add, mul, randomNormal, randomUniform, threefry as threefryBits } from "../ops/index.ts";
import { HostStorage, leaf } from "../runtime/storage.ts";
import { activeTrace, type Trace } from "../runtime/trace.ts";
import { checkShape } from "./argument-kinds.ts";
import { compute } from "./compute.ts";
import { stepIndices } from "./scan-scope.ts";
import { Tensor } from "./tensor.ts";

const scalarKey = { shape: [], dtype: "int32" } as const;
// The second word of the counter: tensors' draws, host streams and Random's own words never share one.
const tensorStream = 1;
const hostStream = 2;

/**
 * A source of random tensors. Draw number n has the keys threefry(seed, n), so that the same seed gives the same
 * numbers eagerly and compiled, and the seed and the offset are all there is to save.
 */
export class Generator {
  seed: number;
  /** How many draws were made. */
  offset: number;
  #traced: { readonly trace: Trace; draws: number } | undefined;

  constructor(seed: number, offset = 0) {
    this.seed = seed;
    this.offset = offset;
  }

  /**
   * The two int32 scalar keys of the next draw, for builders such as `dropout`. A compiled program draws anew at each
   * run; in a step of `scan` the keys of one draw are folded with the step's index.
   */
  keys(): [Tensor, Tensor] {
    return stepIndices().reduce<[Tensor, Tensor]>(([key0, key1], index) => {
      const word = (which: 0 | 1) =>
        compute([key0, key1], (a, b) => threefryBits(a, b, add(mul(index, 2), which)));
      return [word(0), word(1)];
    }, this.#nextKeys());
  }

  #nextKeys(): [Tensor, Tensor] {
    const trace = activeTrace();
    if (trace === undefined) {
      const words = this.#words(this.offset++, tensorStream);
      const [key0, key1] = words.map((word) => leaf(scalarKey, new HostStorage(Int32Array.of(word))));
      return [new Tensor(key0!), new Tensor(key1!)];
    }
    const draw = this.#drawIn(trace);
    const key = (which: 0 | 1) =>
      trace.input(scalarKey, () => Int32Array.of(this.#words(this.offset + draw, tensorStream)[which]));
    return [new Tensor(key(0)), new Tensor(key(1))];
  }

  /** `shape` filled with uniform numbers in [0, 1), lazy. One draw. */
  uniform(shape: Shape): Tensor {
    checkShape("fill with random numbers", shape);
    return compute(this.keys(), (key0, key1) => randomUniform(shape, key0, key1));
  }

  /** `shape` filled with normal numbers of mean 0 and variance 1, lazy. One draw. */
  normal(shape: Shape): Tensor {
    checkShape("fill with random numbers", shape);
    return compute(this.keys(), (key0, key1) => randomNormal(shape, key0, key1));
  }

  /**
   * A stream of numbers on the host, for initial weights and shuffling. One draw.
   *
   * Throws: Error inside a function given to `compile`, where it would be the same at each run.
   */
  host(): Random {
    if (activeTrace() !== undefined) {
      throw new Error(
        "Cannot draw numbers on the host inside a function given to compile: they would be the same at each run. " +
          "Make layers outside, and use uniform(shape) for random tensors.",
      );
    }
    const [word0, word1] = this.#words(this.offset++, hostStream);
    return new Random((word0 >>> 0) + (word1 >>> 11) * 2 ** 32);
  }

  #words(draw: number, stream: number): [number, number] {
    const [key0, key1] = threefry(this.seed | 0, Math.floor(this.seed / 2 ** 32) | 0, draw, stream);
    return [key0, key1];
  }

  #drawIn(trace: Trace): number {
    if (this.#traced?.trace !== trace) {
      const traced = { trace, draws: 0 };
      this.#traced = traced;
      trace.afterRun.push(() => {
        this.offset += traced.draws;
      });
    }
    return this.#traced!.draws++;
  }
}

/** What layers and functions draw from unless they are given a generator. */
export const defaultGenerator = new Generator(0);

/** Starts the default generator anew: the same seed gives the same initial weights, dropout, `rand` and `randn`. */
export function manualSeed(seed: number): void {
  defaultGenerator.seed = seed;
  defaultGenerator.offset = 0;
}
