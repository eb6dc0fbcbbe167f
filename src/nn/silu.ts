import { silu as siluOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * x · σ(x).
 *
 * Shapes: any → the same.
 * Source: Elfwing, Uchibe, Doya, "Sigmoid-Weighted Linear Units for Neural Network Function Approximation", 2017.
 */
export function silu(x: Tensor): Tensor {
  checkInputTensor("silu", "the elements", x);
  return compute([x], (x) => siluOf(x));
}

/**
 * x · σ(x), as a layer; `silu` is the function.
 *
 * Source: as `silu`.
 */
export class SiLU extends Module {
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}
