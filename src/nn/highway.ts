import { full, type Tensor } from "../tensor/index.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `Highway`. */
export interface HighwayOptions {
  /** The gate's bias at the start: negative, so that most passes. Default: −1. */
  readonly gateBias?: number;
}

/**
 * y = g · relu(transform(x)) + (1 − g) · x with the gate g = σ(gate(x)).
 *
 * Shapes: […, features] → the same.
 * Source: Srivastava, Greff, Schmidhuber, "Highway Networks", 2015, equation 3.
 *
 * @example
 * new nn.Highway(16).forward(zeros([4, 16])).shape; // [4, 16]
 */
export class Highway extends Module {
  readonly transform: Linear;
  readonly gate: Linear;

  /** Throws: RangeError unless `features` is a positive integer. */
  constructor(features: number, options: HighwayOptions = {}) {
    super();
    const { gateBias = -1 } = options;
    this.transform = new Linear(features, features);
    this.gate = new Linear(features, features);
    this.gate.bias!.assign(full([features], checkNumber("Highway", "gateBias", gateBias)));
  }

  /** Throws: RangeError if `x` has other features. */
  forward(x: Tensor): Tensor {
    const gate = this.gate.forward(x).sigmoid();
    return x.add(gate.mul(this.transform.forward(x).relu().sub(x)));
  }
}
