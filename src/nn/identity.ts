import type { Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";

/**
 * Passes its input, y = x: a place for what may be put there.
 *
 * Shapes: any → the same.
 * Source: PyTorch, `nn.Identity`.
 *
 * @example
 * new nn.Identity().forward(tensor(3)).item(); // 3
 */
export class Identity extends Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}
