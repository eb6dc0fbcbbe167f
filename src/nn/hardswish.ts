import { hardswish as hardswishOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * 0 below −3, x above 3, x · (x + 3) / 6 between.
 *
 * Shapes: any → the same.
 * Source: Howard et al., "Searching for MobileNetV3", 2019, section 5.2.
 */
export function hardswish(x: Tensor): Tensor {
  checkInputTensor("hardswish", "the elements", x);
  return compute([x], (x) => hardswishOf(x));
}

/**
 * 0 below −3, x above 3, x · (x + 3) / 6 between, as a layer; `hardswish` is the function.
 *
 * Source: as `hardswish`.
 */
export class Hardswish extends Module {
  forward(x: Tensor): Tensor {
    return hardswish(x);
  }
}
