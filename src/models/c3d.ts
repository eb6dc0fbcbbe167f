import { BatchNorm3d, Conv3d, Dropout, init, Linear, MaxPool3d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `C3D`. */
export interface C3DOptions {
  /** Frames, height and width of a clip; height and width are multiples of 8, frames of 4. Default: [8, 32, 32]. */
  readonly clip?: readonly [frames: number, height: number, width: number];
  /** Maps after each convolution. Default: [16, 32, 32]. */
  readonly channels?: readonly [first: number, second: number, third: number];
  /** Units of the dense layer. Default: 128. */
  readonly hidden?: number;
  /** The share of the dense layer's units that are dropped in training. Default: 0.2. */
  readonly dropout?: number;
  readonly numOutputs: number;
}

/**
 * Convolutions over time and space at once: 3×3×3 throughout. The first pooling leaves time as it is, so that what moves is
 * still seen to move by the second convolution.
 *
 * Batch normalisation follows each convolution, which the paper has not.
 *
 * Shapes: x [n, 1, frames, height, width] from 0 to 1 → [n, numOutputs].
 * Source: Tran, Bourdev, Fergus, Torresani, Paluri, "Learning Spatiotemporal Features with 3D Convolutional Networks", 2014,
 * section 3.3, here with three of its convolutions.
 *
 * @example
 * new C3D({ numOutputs: 14 }).forward(zeros([2, 1, 8, 32, 32])).shape; // [2, 14]
 */
export class C3D extends Module {
  readonly conv1: Conv3d;
  readonly norm1: BatchNorm3d;
  readonly pool1 = new MaxPool3d([1, 2, 2]);
  readonly conv2: Conv3d;
  readonly norm2: BatchNorm3d;
  readonly pool2 = new MaxPool3d(2);
  readonly conv3: Conv3d;
  readonly norm3: BatchNorm3d;
  readonly pool3 = new MaxPool3d(2);
  readonly fc6: Linear;
  readonly dropout: Dropout;
  readonly fc7: Linear;

  /** Throws: RangeError if a number is out of range, or the poolings do not divide the clip. */
  constructor(options: C3DOptions) {
    super();
    const { clip = [8, 32, 32], channels = [16, 32, 32], hidden = 128, dropout = 0.2, numOutputs } = options;
    const [frames, height, width] = [clip[0] / 4, clip[1] / 8, clip[2] / 8];
    if (![frames, height, width].every((extent) => Number.isInteger(extent) && extent > 0)) {
      throw new RangeError(
        `Cannot make a C3D for clips of ${clip.join(" × ")}: expected frames that 4 divides, and a height and a width that 8 ` +
          "divides, since poolings halve them. Pad or cut the clips.",
      );
    }
    const [c1, c2, c3] = channels;
    this.conv1 = new Conv3d(1, c1, { kernelSize: 3, padding: 1, bias: false });
    this.norm1 = new BatchNorm3d(c1);
    this.conv2 = new Conv3d(c1, c2, { kernelSize: 3, padding: 1, bias: false });
    this.norm2 = new BatchNorm3d(c2);
    this.conv3 = new Conv3d(c2, c3, { kernelSize: 3, padding: 1, bias: false });
    this.norm3 = new BatchNorm3d(c3);
    this.fc6 = new Linear(c3 * frames * height * width, hidden);
    this.dropout = new Dropout(dropout);
    this.fc7 = new Linear(hidden, numOutputs);
    for (const { weight } of [this.conv1, this.conv2, this.conv3])
      init.kaimingNormal(weight, { nonlinearity: "relu" });
  }

  /** Throws: RangeError if `x` is not [n, 1, frames, height, width]. */
  forward(x: Tensor): Tensor {
    x = this.pool1.forward(this.norm1.forward(this.conv1.forward(x)).relu()); // [n, 16, 8, 16, 16]
    x = this.pool2.forward(this.norm2.forward(this.conv2.forward(x)).relu()); // [n, 32, 4, 8, 8]
    x = this.pool3.forward(this.norm3.forward(this.conv3.forward(x)).relu()); // [n, 32, 2, 4, 4]
    x = this.fc6.forward(x.flatten(1)).relu(); // [n, 128]
    return this.fc7.forward(this.dropout.forward(x)); // [n, numOutputs]
  }
}
