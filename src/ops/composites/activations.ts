/** Activation functions. */

import type { Value } from "../../graph/node.ts";
import { add, div, mul, neg } from "../arithmetic.ts";
import { lt } from "../comparison.ts";
import { where } from "../selection.ts";
import { erf, exp, tanh } from "../transcendental.ts";

/** 1 / (1 + e⁻ˣ), with e⁻ˣ at most e⁸⁸: an infinite one would make the gradient NaN. */
export function sigmoid(x: Value): Value {
  return div(1, add(1, exp(where(lt(x, -88), 88, neg(x)))));
}

/** The options of `gelu`. */
export interface GeluOptions {
  /** "none": with the error function. "tanh": the approximation that GPT-2 uses. Default: "none". */
  readonly approximate?: "none" | "tanh";
}

/**
 * x · Φ(x), with Φ the normal distribution's cumulative function: ½ x (1 + erf(x/√2)). With `approximate: "tanh"`,
 * ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * Source: Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016, section 2.
 */
export function gelu(x: Value, { approximate = "none" }: GeluOptions = {}): Value {
  return mul(
    mul(0.5, x),
    add(1, approximate === "none" ? erf(mul(x, Math.SQRT1_2)) : tanh(approximation(x))),
  );
}

function approximation(x: Value): Value {
  const cube = mul(mul(x, x), x);
  return mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, cube)));
}
