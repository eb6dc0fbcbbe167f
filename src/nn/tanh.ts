import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), element by element, as a layer for `Sequential`; in your own `forward` write `x.tanh()`.
 *
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, section 4.4.
 */
export class Tanh extends Module {
  forward(x: Tensor): Tensor {
    checkInputTensor("Tanh", "the elements", x);
    return x.tanh();
  }
}
