import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options of `GELU`. */
export interface GELUOptions {
  /** "none": with the error function. "tanh": the approximation that GPT-2 uses. Default: "none". */
  readonly approximate?: "none" | "tanh";
}

/**
 * x · Φ(x), with Φ the normal distribution's cumulative function: x/2 · (1 + erf(x/√2)). With `approximate: "tanh"`,
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
    checkInputTensor("GELU", "the elements", x);
    return x.gelu({ approximate: this.approximate });
  }
}
