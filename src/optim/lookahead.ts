import { filledVariable, noGrad, realize, type Tensor } from "../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import { requireState } from "./require-state.ts";
import { requireSteps } from "./requirements.ts";

/** The options of `Lookahead`. */
export interface LookaheadOptions {
  /** Steps of the inner optimizer between two slow steps. Default: 5. */
  readonly k?: number;
  /** The share of the way that a slow step goes, in (0, 1]. Default: 0.5. */
  readonly alpha?: number;
}

/**
 * Lookahead: every k steps of an inner optimizer, the slow weights φ go a share of the way to where it has come, and it
 * goes on from there.
 *
 *     φ ← φ + alpha · (θ − φ)        θ ← φ
 *
 * Call its `step` in the place of the inner optimizer's; the rest (lr, zeroGrad, schedules) stays with that one.
 *
 * Source: Zhang and others, "Lookahead Optimizer: k steps forward, 1 step back", 2019, algorithm 1.
 *
 * @example
 * const lookahead = new optim.Lookahead(new optim.Adam(model.parameters()), { k: 5 });
 */
export class Lookahead {
  readonly inner: Optimizer;
  readonly k: number;
  readonly alpha: number;
  private readonly slow: readonly Tensor[];
  private readonly taken = filledVariable([], 0);

  /** Throws: RangeError if `k` is not a positive integer or `alpha` not in (0, 1]. */
  constructor(inner: Optimizer, options: LookaheadOptions = {}) {
    if (!((inner as unknown) instanceof Optimizer)) {
      throw new TypeError(
        `Cannot make Lookahead around a ${typeof inner}: expected an optimizer, got ${typeof inner}. Pass new optim.AdamW(…).`,
      );
    }
    this.inner = inner;
    this.k = options.k ?? 5;
    this.alpha = options.alpha ?? 0.5;
    requireSteps("Lookahead", "k", this.k, 1);
    if (!(this.alpha > 0 && this.alpha <= 1)) {
      throw new RangeError(
        `Cannot use alpha = ${this.alpha} in Lookahead: expected a number above 0 and at most 1. A typical value is 0.5.`,
      );
    }
    this.slow = inner.parameters.map(({ shape }) => filledVariable(shape, 0));
    noGrad(() => {
      this.slow.forEach((slow, i) => slow.assign(inner.parameters[i]!));
    });
    realize();
  }

  /** A step of the inner optimizer, and every k-th time a slow one. The count is on the device, so it may be compiled. */
  step(): void {
    this.inner.step();
    noGrad(() => {
      const taken = this.taken.add(1);
      const now = taken.ge(this.k);
      this.taken.assign(now.where(0, taken));
      this.slow.forEach((slow, i) => {
        const fast = this.inner.parameters[i]!;
        const next = slow.add(fast.sub(slow).mul(this.alpha));
        const turn = now.expand(fast.shape);
        fast.assign(turn.where(next, fast));
        slow.assign(turn.where(next, slow));
      });
    });
    realize();
  }

  /** The slow weights, the count and the inner optimizer's state: with the parameters, all that the next step depends on. */
  stateDict(): Record<string, Tensor> {
    const inner = Object.entries(this.inner.stateDict()).map(([name, value]) => [`inner.${name}`, value]);
    const own = [...this.own()].map(([name, value]) => [name, value.detach()]);
    return Object.fromEntries([...inner, ...own]);
  }

  /** Goes on from a saved state. Throws: RangeError if a name or a shape differs; then nothing is changed. */
  loadStateDict(values: Readonly<Record<string, Tensor>>): void {
    requireState("Lookahead", new Map(Object.entries(this.stateDict())), values);
    const inner = Object.keys(this.inner.stateDict()).map((name) => [name, values[`inner.${name}`]!]);
    this.inner.loadStateDict(Object.fromEntries(inner));
    noGrad(() => {
      for (const [name, tensor] of this.own()) tensor.assign(values[name]!);
    });
    realize();
  }

  private own(): ReadonlyMap<string, Tensor> {
    return new Map([...this.slow.map((slow, i) => [`slow.${i}`, slow] as const), ["taken", this.taken]]);
  }
}
