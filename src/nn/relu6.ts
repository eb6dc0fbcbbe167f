import { hardtanh as relu6Of } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * The nearest number to x between 0 and 6, min(max(x, 0), 6).
 *
 * Shapes: any → the same.
 * Source: Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.
 */
export function relu6(x: Tensor): Tensor {
  checkInputTensor("relu6", "the elements", x);
  return compute([x], (x) => relu6Of(x, 0, 6));
}

/**
 * The nearest number to x between 0 and 6, min(max(x, 0), 6), as a layer; `relu6` is the function.
 *
 * Source: as `relu6`.
 */
export class ReLU6 extends Module {
  forward(x: Tensor): Tensor {
    return relu6(x);
  }
}
