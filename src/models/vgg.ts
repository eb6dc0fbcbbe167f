import { BatchNorm2d, Conv2d, Dropout, Linear, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `VGG`. */
export interface VGGOptions {
  /** Height and width of a picture. Default: 28. */
  readonly imageSize?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly inChannels?: number;
  /** Maps of the convolutions of each stage, which a pooling ends. Default: [[32], [64], [96]]. */
  readonly stages?: readonly (readonly number[])[];
  /** Units of the dense layer. Default: 128. */
  readonly hidden?: number;
  /** The share of the dense layer's units that are dropped in training. Default: 0.5. */
  readonly dropout?: number;
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * Stages of 3×3 convolutions, each stage ending in a 2×2 max pooling, then dense layers: VGG's plan at the size of small
 * pictures, with batch normalisation after each convolution, as in what is called VGG-BN, and one dense layer for its two.
 *
 * Shapes: x [n, inChannels, imageSize, imageSize] → logits [n, numClasses].
 * Source: Simonyan, Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014, section 2.1.
 *
 * @example
 * new VGG({ stages: [[8, 8], [16, 16]] }).forward(zeros([2, 1, 28, 28])).shape; // [2, 10]
 */
export class VGG extends Module {
  readonly convolutions: readonly (readonly Conv2d[])[];
  readonly norms: readonly (readonly BatchNorm2d[])[];
  readonly pool = new MaxPool2d(2);
  readonly dense: Linear;
  readonly dropout: Dropout;
  readonly output: Linear;

  /** Throws: RangeError if there are more stages than the picture can be halved, or a number is out of range. */
  constructor(options: VGGOptions = {}) {
    super();
    const { imageSize = 28, inChannels = 1, stages = [[32], [64], [96]], hidden = 128 } = options;
    const side = Math.floor(imageSize / 2 ** stages.length);
    if (!(side >= 1) || stages.some((maps) => maps.length === 0)) {
      throw new RangeError(
        `Cannot make a VGG for pictures of ${imageSize} × ${imageSize} with stages ${JSON.stringify(stages)}: expected at ` +
          "least one convolution a stage, and no more stages than the picture can be halved. Leave some out.",
      );
    }
    let channels = inChannels;
    this.convolutions = stages.map((maps) =>
      maps.map((out) => {
        const layer = new Conv2d(channels, out, { kernelSize: 3, padding: 1, bias: false });
        channels = out;
        return layer;
      }),
    );
    this.norms = stages.map((maps) => maps.map((out) => new BatchNorm2d(out)));
    this.dense = new Linear(channels * side * side, hidden);
    this.dropout = new Dropout(options.dropout ?? 0.5);
    this.output = new Linear(hidden, options.numClasses ?? 10);
  }

  /** Throws: RangeError if `x` is not [n, inChannels, imageSize, imageSize]. */
  forward(x: Tensor): Tensor {
    for (const [stage, layers] of this.convolutions.entries()) {
      for (const [i, layer] of layers.entries()) {
        x = this.norms[stage]![i]!.forward(layer.forward(x)).relu(); // [n, 32, 28, 28], [n, 64, 14, 14], [n, 96, 7, 7]
      }
      x = this.pool.forward(x); // [n, 32, 14, 14], [n, 64, 7, 7], [n, 96, 3, 3]
    }
    x = this.dense.forward(this.dropout.forward(x.flatten(1))).relu(); // [n, 128]
    return this.output.forward(this.dropout.forward(x)); // [n, numClasses]
  }
}
