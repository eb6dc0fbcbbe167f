import { BatchNorm2d, Conv2d, init, Linear, LSTM, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `CnnLstm`. */
export interface CnnLstmOptions {
  /** Height and width of a frame, a multiple of 8. Default: 32. */
  readonly imageSize?: number;
  /** Maps after each convolution. Default: [16, 32, 32]. */
  readonly channels?: readonly [first: number, second: number, third: number];
  /** Numbers that the LSTM is told of a frame. Default: 64. */
  readonly features?: number;
  /** Numbers in the LSTM's state. Default: 64. */
  readonly hidden?: number;
  readonly numOutputs: number;
}

/**
 * A convolutional network looks at each frame, and an LSTM at what it saw, frame by frame. It tells the outputs
 * after each frame; what counts is their mean.
 *
 * Batch normalisation follows each convolution, which the paper has not.
 *
 * Shapes: x [n, 1, frames, imageSize, imageSize] from 0 to 1 → [n, numOutputs].
 * Source: Donahue et al., "Long-term Recurrent Convolutional Networks for Visual Recognition and Description", 2014,
 * sections 3 and 4.
 *
 * @example
 * new CnnLstm({ numOutputs: 14 }).forward(zeros([2, 1, 8, 32, 32])).shape; // [2, 14]
 */
export class CnnLstm extends Module {
  readonly conv1: Conv2d;
  readonly norm1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly conv3: Conv2d;
  readonly norm3: BatchNorm2d;
  readonly pool = new MaxPool2d(2);
  readonly fc: Linear;
  readonly lstm: LSTM;
  readonly output: Linear;

  /** Throws: RangeError if a number is out of range, or `imageSize` is no multiple of 8. */
  constructor(options: CnnLstmOptions) {
    super();
    const { imageSize = 32, channels = [16, 32, 32], features = 64, hidden = 64, numOutputs } = options;
    if (!(imageSize > 0 && imageSize % 8 === 0)) {
      throw new RangeError(
        `Cannot make a CnnLstm for frames of ${imageSize} × ${imageSize}: expected a positive multiple of 8, since three ` +
          "poolings halve them. Pad or cut the frames.",
      );
    }
    const [c1, c2, c3] = channels;
    this.conv1 = new Conv2d(1, c1, { kernelSize: 3, padding: 1, bias: false });
    this.norm1 = new BatchNorm2d(c1);
    this.conv2 = new Conv2d(c1, c2, { kernelSize: 3, padding: 1, bias: false });
    this.norm2 = new BatchNorm2d(c2);
    this.conv3 = new Conv2d(c2, c3, { kernelSize: 3, padding: 1, bias: false });
    this.norm3 = new BatchNorm2d(c3);
    this.fc = new Linear(c3 * (imageSize / 8) ** 2, features);
    this.lstm = new LSTM(features, hidden, { batchFirst: true });
    this.output = new Linear(hidden, numOutputs);
    for (const { weight } of [this.conv1, this.conv2, this.conv3])
      init.kaimingNormal(weight, { nonlinearity: "relu" });
  }

  /** Throws: RangeError if `x` is not [n, 1, frames, imageSize, imageSize]. */
  forward(x: Tensor): Tensor {
    const [n, , frames, height, width] = x.shape as [number, number, number, number, number];
    let y = x.reshape([n * frames, 1, height, width]); // each frame by itself
    y = this.pool.forward(this.norm1.forward(this.conv1.forward(y)).relu()); // [n · frames, 16, 16, 16]
    y = this.pool.forward(this.norm2.forward(this.conv2.forward(y)).relu()); // [n · frames, 32, 8, 8]
    y = this.pool.forward(this.norm3.forward(this.conv3.forward(y)).relu()); // [n · frames, 32, 4, 4]
    y = this.fc.forward(y.flatten(1)).relu(); // [n · frames, 64]
    const { output } = this.lstm.forward(y.reshape([n, frames, -1])); // [n, frames, 64]
    return this.output.forward(output).mean({ axis: 1 }); // [n, numOutputs]
  }
}
