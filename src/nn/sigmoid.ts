import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * 1 / (1 + e⁻ˣ), element by element, as a layer for `Sequential`; in your own `forward` write `x.sigmoid()`.
 *
 * Source: Rumelhart, Hinton, Williams, "Learning Representations by Back-propagating Errors", 1986, equation 2.
 */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    checkInputTensor("Sigmoid", "the elements", x);
    return x.sigmoid();
  }
}
