import { hardtanh as hardtanhOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * The nearest number to x between min and max, min(max(x, min), max).
 *
 * Shapes: any → the same.
 * Source: Collobert, "Large Scale Machine Learning", 2004.
 */
export function hardtanh(x: Tensor, min = -1, max = 1): Tensor {
  checkNumber("hardtanh", "min", min);
  checkNumber("hardtanh", "max", max);
  checkInputTensor("hardtanh", "the elements", x);
  return compute([x], (x) => hardtanhOf(x, min, max));
}

/**
 * The nearest number to x between min and max, min(max(x, min), max), as a layer; `hardtanh` is the function.
 *
 * Source: as `hardtanh`.
 */
export class Hardtanh extends Module {
  readonly min: number;
  readonly max: number;

  /** Throws: RangeError if a number is not finite. */
  constructor(min = -1, max = 1) {
    super();
    this.min = checkNumber("Hardtanh", "min", min);
    this.max = checkNumber("Hardtanh", "max", max);
  }

  forward(x: Tensor): Tensor {
    return hardtanh(x, this.min, this.max);
  }
}
