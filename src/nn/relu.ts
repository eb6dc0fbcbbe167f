import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * max(x, 0), element by element, as a layer for `Sequential`; in your own `forward` write `x.relu()`.
 *
 * Source: Nair, Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", 2010.
 */
export class ReLU extends Module {
  forward(x: Tensor): Tensor {
    checkInputTensor("ReLU", "the elements", x);
    return x.relu();
  }
}
