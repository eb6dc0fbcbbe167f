import type { Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";

/** 1 / (1 + e⁻ˣ), element by element, as a layer for `Sequential`; in your own `forward` write `x.sigmoid()`. */
export class Sigmoid extends Module {
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}
