import { einsum, type Parameter, type Tensor } from "../tensor/index.ts";
import { uniformByFanIn } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `Bilinear`. */
export interface BilinearOptions {
  /** Whether a bias is added. Default: true. */
  readonly bias?: boolean;
}

/**
 * y[o] = Σ x1[i] · weight[o, i, j] · x2[j] + bias[o]: each output a product of both inputs.
 *
 * Shapes: x1 […, in1Features], x2 […, in2Features] → […, outFeatures]; weight [outFeatures, in1Features, in2Features];
 * bias [outFeatures].
 * Starts from U(±1/√in1Features), as in PyTorch.
 * Source: Tenenbaum, Freeman, "Separating Style and Content with Bilinear Models", 2000.
 *
 * @example
 * new nn.Bilinear(5, 6, 3).forward(zeros([2, 5]), zeros([2, 6])).shape; // [2, 3]
 */
export class Bilinear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly in1Features: number;
  readonly in2Features: number;
  readonly outFeatures: number;

  /** Throws: RangeError if a number of features is not a positive integer. */
  constructor(in1Features: number, in2Features: number, outFeatures: number, options: BilinearOptions = {}) {
    super();
    for (const [name, count] of Object.entries({ in1Features, in2Features, outFeatures })) {
      checkNumber("Bilinear", name, count, { least: 1, integer: true });
    }
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = uniformByFanIn([outFeatures, in1Features, in2Features], in1Features);
    this.bias = options.bias === false ? undefined : uniformByFanIn([outFeatures], in1Features);
  }

  /** Throws: RangeError if the inputs have other features, or other axes than each other. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    checkInputTensor("Bilinear", "the first elements", x1);
    checkInputTensor("Bilinear", "the second elements", x2);
    const leading = x1.shape.slice(0, -1);
    checkShape("the first input of Bilinear", x1, [...leading, this.in1Features]);
    checkShape("the second input of Bilinear", x2, [...leading, this.in2Features]);
    const count = leading.reduce((product, extent) => product * extent, 1);
    const [a, b] = [x1.reshape([count, this.in1Features]), x2.reshape([count, this.in2Features])];
    const between = einsum("ni,oij->noj", a, this.weight); // [n, outFeatures, in2Features]
    const y = between.mul(b.unsqueeze(1)).sum({ axis: 2 });
    return (this.bias === undefined ? y : y.add(this.bias)).reshape([...leading, this.outFeatures]);
  }
}
