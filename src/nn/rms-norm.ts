import { rmsNormalize } from "../ops/index.ts";
import { compute, ones, Parameter, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { lastAxes, normalizedShape } from "./normalized-shape.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `RMSNorm`. */
export interface RMSNormOptions {
  /** What is added to the mean square. Default: 2⁻²³, the rounding unit of float32, as in PyTorch. */
  readonly eps?: number;
  /** Whether each element has a weight. Default: true. */
  readonly elementwiseAffine?: boolean;
}

/**
 * x / √(mean x² + eps) · weight, each example by itself, over the last axes.
 *
 * Shapes: x […, ...normalizedShape] → the same; weight [...normalizedShape].
 * Starts as weight 1.
 *
 * Source: Zhang, Sennrich, "Root Mean Square Layer Normalization", 2019, section 3.
 *
 * @example
 * const layer = new nn.RMSNorm(16, { eps: 1e-6 });
 * layer.forward(zeros([4, 10, 16])).shape; // [4, 10, 16]
 */
export class RMSNorm extends Module {
  readonly weight: Parameter | undefined;
  readonly normalizedShape: readonly number[];
  readonly eps: number;

  /** One extent for the last axis, or those of several. Throws: RangeError if an extent or `eps` is out of range. */
  constructor(shape: number | readonly number[], options: RMSNormOptions = {}) {
    super();
    const { eps = 2 ** -23, elementwiseAffine = true } = options;
    this.normalizedShape = normalizedShape("RMSNorm", shape);
    this.eps = checkNumber("RMSNorm", "eps", eps, { least: 0 });
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
  }

  /** Throws: RangeError unless the last axes of `x` are `normalizedShape`. */
  forward(x: Tensor): Tensor {
    checkInputTensor("RMSNorm", "the elements", x);
    const axes = lastAxes("RMSNorm", x, this.normalizedShape);
    const y = compute([x], (x) => rmsNormalize(x, { axes, eps: this.eps }));
    return this.weight === undefined ? y : y.mul(this.weight);
  }
}
