import { glu as gluOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * a · σ(b) with the halves a and b of an axis, the last unless given.
 *
 * Shapes: […, 2 · n, …] → […, n, …].
 * Source: Dauphin, Fan, Auli, Grangier, "Language Modeling with Gated Convolutional Networks", 2016, equation 1.
 */
export function glu(x: Tensor, axis = -1): Tensor {
  checkInputTensor("glu", "the elements", x);
  return compute([x], (x) => gluOf(x, { axis }));
}

/**
 * a · σ(b) with the halves a and b of an axis, the last unless given, as a layer; `glu` is the function.
 *
 * Source: as `glu`.
 */
export class GLU extends Module {
  readonly axis: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(axis = -1) {
    super();
    this.axis = checkNumber("GLU", "axis", axis);
  }

  forward(x: Tensor): Tensor {
    return glu(x, this.axis);
  }
}
