import { hardsigmoid as hardsigmoidOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * 0 below −3, 1 above 3, x / 6 + ½ between.
 *
 * Shapes: any → the same.
 * Source: Howard et al., "Searching for MobileNetV3", 2019, section 5.2.
 */
export function hardsigmoid(x: Tensor): Tensor {
  checkInputTensor("hardsigmoid", "the elements", x);
  return compute([x], (x) => hardsigmoidOf(x));
}

/**
 * 0 below −3, 1 above 3, x / 6 + ½ between, as a layer; `hardsigmoid` is the function.
 *
 * Source: as `hardsigmoid`.
 */
export class Hardsigmoid extends Module {
  forward(x: Tensor): Tensor {
    return hardsigmoid(x);
  }
}
