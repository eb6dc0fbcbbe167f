import type { Parameter, Tensor } from "../tensor/index.ts";
import { uniformByFanIn } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options of `Linear`. */
export interface LinearOptions {
  /** Whether a bias is added. Default: true. */
  readonly bias?: boolean;
}

/**
 * A fully connected layer: y = x · weightᵀ + bias.
 *
 * Shapes: x […, inFeatures] → […, outFeatures]; weight [outFeatures, inFeatures]; bias [outFeatures].
 * Starts from U(±1/√inFeatures), as in PyTorch.
 * Source: Rumelhart, Hinton, Williams, "Learning Representations by Back-propagating Errors", 1986, equation 1.
 *
 * @example
 * const layer = new nn.Linear(784, 10, { bias: false });
 * layer.forward(zeros([32, 784])).shape; // [32, 10]
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly inFeatures: number;
  readonly outFeatures: number;

  /** Throws: RangeError if a number of features is not a positive integer. */
  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    for (const count of [inFeatures, outFeatures]) {
      if (Number.isInteger(count) && count >= 1) continue;
      throw new RangeError(
        `Cannot make a Linear layer from ${inFeatures} to ${outFeatures} features: expected positive integers, got ` +
          `${count}. Pass the extent of the last axis of the input and the one you want.`,
      );
    }
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = uniformByFanIn([outFeatures, inFeatures], inFeatures);
    this.bias = options.bias === false ? undefined : uniformByFanIn([outFeatures], inFeatures);
  }

  /** Throws: RangeError if the last axis of `x` does not have `inFeatures` elements. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Linear", "the elements", x);
    if (x.shape.at(-1) !== this.inFeatures) {
      throw new RangeError(
        `Cannot apply Linear(${this.inFeatures}, ${this.outFeatures}) to a tensor of shape [${x.shape.join(", ")}]: ` +
          `expected ${this.inFeatures} features on the last axis, got ${x.shape.at(-1) ?? "no axis"}. Flatten or ` +
          `permute the input, or make the layer with the input's number of features.`,
      );
    }
    const leading = x.shape.slice(0, -1);
    const rows = leading.reduce((product, extent) => product * extent, 1);
    const flat = x.rank === 2 ? x : x.reshape([rows, this.inFeatures]); // [rows, in]
    const product = flat.matmul(this.weight.transpose(0, 1)); // [rows, out]
    const y = this.bias === undefined ? product : product.add(this.bias);
    return x.rank === 2 ? y : y.reshape([...leading, this.outFeatures]);
  }
}
