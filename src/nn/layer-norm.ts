import { standardize } from "../ops/index.ts";
import { compute, ones, Parameter, type Tensor, zeros } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { lastAxes, normalizedShape } from "./normalized-shape.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `LayerNorm`. */
export interface LayerNormOptions {
  /** What is added to the variance. Default: 1e-5. */
  readonly eps?: number;
  /** Whether each element has a weight, and with `bias` a bias. Default: true. */
  readonly elementwiseAffine?: boolean;
  /** Default: true. */
  readonly bias?: boolean;
}

/**
 * (x − mean) / √(variance + eps) · weight + bias, each example by itself, over the last axes.
 *
 * Shapes: x […, ...normalizedShape] → the same; weight and bias [...normalizedShape].
 * Starts as weight 1 and bias 0.
 *
 * Source: Ba, Kiros, Hinton, "Layer Normalization", 2016, section 3.
 *
 * @example
 * const layer = new nn.LayerNorm(16);
 * layer.forward(zeros([4, 10, 16])).shape; // [4, 10, 16]
 */
export class LayerNorm extends Module {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
  readonly normalizedShape: readonly number[];
  readonly eps: number;

  /** One extent for the last axis, or those of several. Throws: RangeError if an extent or `eps` is out of range. */
  constructor(shape: number | readonly number[], options: LayerNormOptions = {}) {
    super();
    const { eps = 1e-5, elementwiseAffine = true, bias = true } = options;
    this.normalizedShape = normalizedShape("LayerNorm", shape);
    this.eps = checkNumber("LayerNorm", "eps", eps, { least: 0 });
    this.weight = elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : undefined;
    this.bias = elementwiseAffine && bias ? new Parameter(zeros(this.normalizedShape)) : undefined;
  }

  /** Throws: RangeError unless the last axes of `x` are `normalizedShape`. */
  forward(x: Tensor): Tensor {
    checkInputTensor("LayerNorm", "the elements", x);
    const axes = lastAxes("LayerNorm", x, this.normalizedShape);
    const y = compute([x], (x) => standardize(x, { axes, eps: this.eps }).y);
    const scaled = this.weight === undefined ? y : y.mul(this.weight);
    return this.bias === undefined ? scaled : scaled.add(this.bias);
  }
}
