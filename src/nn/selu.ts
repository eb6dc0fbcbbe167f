import { elu as seluOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * 1.0507 · x where x > 0, else 1.7581 · (eˣ − 1).
 *
 * Shapes: any → the same.
 * Source: Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks", 2017, equation 2.
 */
export function selu(x: Tensor): Tensor {
  checkInputTensor("selu", "the elements", x);
  return compute([x], (x) => seluOf(x, { alpha: 1.6732632423543772, scale: 1.0507009873554805 }));
}

/**
 * 1.0507 · x where x > 0, else 1.7581 · (eˣ − 1), as a layer; `selu` is the function.
 *
 * Source: as `selu`.
 */
export class SELU extends Module {
  forward(x: Tensor): Tensor {
    return selu(x);
  }
}
