import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * x − tanh x.
 *
 * Shapes: any → the same.
 * Source: PyTorch, `nn.Tanhshrink`.
 */
export function tanhshrink(x: Tensor): Tensor {
  checkInputTensor("tanhshrink", "the elements", x);
  return x.sub(x.tanh());
}

/**
 * x − tanh x, as a layer; `tanhshrink` is the function.
 *
 * Source: as `tanhshrink`.
 */
export class Tanhshrink extends Module {
  forward(x: Tensor): Tensor {
    return tanhshrink(x);
  }
}
