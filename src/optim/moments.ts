import type { Tensor } from "../tensor/index.ts";
import { average } from "./running-average.ts";

/** The settings that Adam and AdamW share. */
export interface MomentsOptions {
  /** How much of the first and of the second moment is kept each step, in [0, 1). Default: [0.9, 0.999]. */
  readonly betas?: readonly [beta1: number, beta2: number];
  /** Added to the root of the second moment, so that it may be 0. Default: 1e-8. */
  readonly eps?: number;
}

/** What Adam and AdamW take beyond the moments' settings. */
export interface AmsgradOption {
  /** Whether to divide by the root of the greatest second moment so far. Default: false. */
  readonly amsgrad?: boolean;
}

/** Where the running averages of all parameters live. */
export interface MomentsState {
  readonly first: readonly Tensor[];
  readonly second: readonly Tensor[];
  /** The greatest second moments so far, with AMSGrad. */
  readonly greatest?: readonly Tensor[];
  /** 1 − β₁ᵗ and 1 − β₂ᵗ, as scalars. */
  readonly corrections: readonly [Tensor, Tensor];
}

/**
 * Adam's running averages of the gradient and of its square:
 *
 *     m ← β₁ m + (1 − β₁) g        m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²       v̂ = v / (1 − β₂ᵗ)
 *     direction = m̂ / (√v̂ + ε)
 *
 * With AMSGrad the greatest v so far takes the place of v in the direction.
 *
 * The corrections are kept on the device and advance by the recurrence of the averages, c ← β c + (1 − β): what
 * an average of ones would be. So no step count is a constant of the program, and its rounding cancels with m's.
 *
 * Source: Kingma, Ba, "Adam: A Method for Stochastic Optimization", 2014, algorithm 1 and section 2; Reddi, Kale,
 * Kumar, "On the Convergence of Adam and Beyond", 2018, algorithm 2 (AMSGrad).
 */
export class Moments {
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly eps: number;
  private readonly state: MomentsState;
  /** √(1 − β₂ᵗ) / (1 − β₁ᵗ) and ε √(1 − β₂ᵗ) of this step: scalars, so that an element takes one root and one division. */
  private scale: Tensor;
  private epsilon: Tensor;

  constructor(beta1: number, beta2: number, eps: number, state: MomentsState) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.state = state;
    [this.scale, this.epsilon] = state.corrections;
  }

  /** Goes on to the next step; once, before the parameters. */
  advance(): void {
    const [correction1, correction2] = this.state.corrections;
    const c1 = correction1.mul(this.beta1).add(1 - this.beta1);
    const c2 = correction2.mul(this.beta2).add(1 - this.beta2);
    correction1.assign(c1);
    correction2.assign(c2);
    this.scale = c2.sqrt().div(c1);
    this.epsilon = c2.sqrt().mul(this.eps);
  }

  /** Takes in parameter i's gradient and returns m̂ / (√v̂ + ε). */
  direction(gradient: Tensor, i: number): Tensor {
    const m = average(this.state.first[i]!, gradient, this.beta1);
    const v = average(this.state.second[i]!, gradient.mul(gradient), this.beta2);
    return m.mul(this.scale).div(this.greatest(v, i).sqrt().add(this.epsilon));
  }

  private greatest(v: Tensor, i: number): Tensor {
    const state = this.state.greatest?.[i];
    if (state === undefined) return v;
    const greatest = state.maximum(v);
    state.assign(greatest);
    return greatest;
  }
}
