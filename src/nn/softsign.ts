import { softsign as softsignOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * x / (1 + |x|).
 *
 * Shapes: any → the same.
 * Source: Turian, Bergstra, Bengio, "Quadratic Features and Deep Architectures for Chunking", 2009.
 */
export function softsign(x: Tensor): Tensor {
  checkInputTensor("softsign", "the elements", x);
  return compute([x], (x) => softsignOf(x));
}

/**
 * x / (1 + |x|), as a layer; `softsign` is the function.
 *
 * Source: as `softsign`.
 */
export class Softsign extends Module {
  forward(x: Tensor): Tensor {
    return softsign(x);
  }
}
