import { hardtanh as hardtanhOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** x between min and max. Shapes: any → the same. */
export function hardtanh(x: Tensor, min = -1, max = 1): Tensor {
  checkNumber("hardtanh", "min", min);
  checkNumber("hardtanh", "max", max);
  checkInputTensor("hardtanh", "the elements", x);
  return compute([x], (x) => hardtanhOf(x, min, max));
}

/** x between min and max, as a layer; `hardtanh` is the function. */
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
