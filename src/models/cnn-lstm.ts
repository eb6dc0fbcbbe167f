import { Conv2d, init, Linear, LSTM, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `CnnLstm`. */
export interface CnnLstmOptions {
  /** Height and width of a frame, a multiple of 8. Default: 32. */
  readonly imageSize?: number;
  /** Maps after each convolution. Default: [8, 16, 16]. */
  readonly channels?: readonly [first: number, second: number, third: number];
  /** Numbers in the LSTM's state. Default: 64. */
  readonly hidden?: number;
  readonly numOutputs: number;
}

/**
 * A convolutional network looks at each frame, and an LSTM at what it saw, frame by frame; the last state tells the outputs.
 *
 * Convolutions start from He et al.'s normal distribution for ReLU: most of a clip is black, which smaller weights would lose.
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
  readonly conv2: Conv2d;
  readonly conv3: Conv2d;
  readonly pool = new MaxPool2d(2);
  readonly lstm: LSTM;
  readonly output: Linear;

  /** Throws: RangeError if a number is out of range, or `imageSize` is no multiple of 8. */
  constructor(options: CnnLstmOptions) {
    super();
    const { imageSize = 32, channels = [8, 16, 16], hidden = 64, numOutputs } = options;
    if (!(imageSize > 0 && imageSize % 8 === 0)) {
      throw new RangeError(
        `Cannot make a CnnLstm for frames of ${imageSize} × ${imageSize}: expected a positive multiple of 8, since three ` +
          "poolings halve them. Pad or cut the frames.",
      );
    }
    const [c1, c2, c3] = channels;
    this.conv1 = new Conv2d(1, c1, { kernelSize: 3, padding: 1 });
    this.conv2 = new Conv2d(c1, c2, { kernelSize: 3, padding: 1 });
    this.conv3 = new Conv2d(c2, c3, { kernelSize: 3, padding: 1 });
    this.lstm = new LSTM(c3 * (imageSize / 8) ** 2, hidden, { batchFirst: true });
    this.output = new Linear(hidden, numOutputs);
    for (const { weight } of [this.conv1, this.conv2, this.conv3])
      init.kaimingNormal(weight, { nonlinearity: "relu" });
  }

  /** Throws: RangeError if `x` is not [n, 1, frames, imageSize, imageSize]. */
  forward(x: Tensor): Tensor {
    const [n, , frames, height, width] = x.shape as [number, number, number, number, number];
    let y = x.reshape([n * frames, 1, height, width]); // each frame by itself
    y = this.pool.forward(this.conv1.forward(y).relu()); // [n · frames, 8, 16, 16]
    y = this.pool.forward(this.conv2.forward(y).relu()); // [n · frames, 16, 8, 8]
    y = this.pool.forward(this.conv3.forward(y).relu()); // [n · frames, 16, 4, 4]
    const { hidden } = this.lstm.forward(y.reshape([n, frames, -1])); // [1, n, 64]
    return this.output.forward(hidden.squeeze(0)); // [n, numOutputs]
  }
}
