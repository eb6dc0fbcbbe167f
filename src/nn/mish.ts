import { mish as mishOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * x · tanh(ln(1 + eˣ)).
 *
 * Shapes: any → the same.
 * Source: Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019.
 */
export function mish(x: Tensor): Tensor {
  checkInputTensor("mish", "the elements", x);
  return compute([x], (x) => mishOf(x));
}

/**
 * x · tanh(ln(1 + eˣ)), as a layer; `mish` is the function.
 *
 * Source: as `mish`.
 */
export class Mish extends Module {
  forward(x: Tensor): Tensor {
    return mish(x);
  }
}
