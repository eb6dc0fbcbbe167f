import { softsign as softsignOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { Module } from "./module.ts";

/** x / (1 + |x|). Shapes: any → the same. */
export function softsign(x: Tensor): Tensor {
  return compute([x], (x) => softsignOf(x));
}

/** x / (1 + |x|), as a layer; `softsign` is the function. */
export class Softsign extends Module {
  forward(x: Tensor): Tensor {
    return softsign(x);
  }
}
