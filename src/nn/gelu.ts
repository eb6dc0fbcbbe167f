import type { Value } from "../graph/node.ts";
import { abs, add, div, exp, lt, mul, sub, where } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";

/** The options of `GELU`. */
export interface GELUOptions {
  /** "none": with the error function. "tanh": the approximation that GPT-2 uses. Default: "none". */
  readonly approximate?: "none" | "tanh";
}

/**
 * x · Φ(x), with Φ the normal distribution's cumulative function: x/2 · erfc(−x/√2). With `approximate: "tanh"`,
 * x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))).
 *
 * Shapes: any → the same.
 * Source: Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, section 2.
 */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  /** Throws: RangeError if `approximate` is another word. */
  constructor(options: GELUOptions = {}) {
    super();
    this.approximate = options.approximate ?? "none";
    if (this.approximate !== "none" && this.approximate !== "tanh") {
      throw new RangeError(
        `Cannot make a GELU with approximate "${this.approximate}": expected "none" or "tanh". Leave it out for the exact function.`,
      );
    }
  }

  forward(x: Tensor): Tensor {
    return this.approximate === "tanh"
      ? x.gelu()
      : compute([x], (value) => mul(value, normalProbability(value)));
  }
}

/** ln of erfc(z) · e^(z²) / t as a polynomial in t = 1 / (1 + z/2), highest power first. */
const coefficients = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
] as const;

/**
 * Φ(x) = erfc(−x/√2) / 2 with a relative error below 1.2e-7, by Chebyshev's approximation of erfc.
 *
 * Source: Press, Teukolsky, Vetterling, Flannery, "Numerical Recipes in C", 1992, section 6.2.
 */
function normalProbability(x: Value): Value {
  const z = mul(abs(x), Math.SQRT1_2);
  const t = div(1, add(mul(z, 0.5), 1));
  const [highest, ...others] = coefficients;
  const polynomial = others.reduce<Value>(
    (sum, coefficient, i) => add(i === 0 ? mul(t, highest) : mul(sum, t), coefficient),
    t,
  );
  const tail = mul(mul(exp(sub(polynomial, mul(z, z))), t), 0.5); // Φ(−|x|)
  return where(lt(x, 0), tail, sub(1, tail));
}
