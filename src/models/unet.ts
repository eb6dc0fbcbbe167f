import { BatchNorm2d, Conv2d, ConvTranspose2d, MaxPool2d, Module } from "../nn/index.ts";
import { concat, type Tensor } from "../tensor/index.ts";

/** The options of `UNet`. */
export interface UNetOptions {
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly inChannels?: number;
  /** Maps of each level from the top; each level but the last is halved. Default: [16, 32, 64], a quarter of the paper's first three. */
  readonly channels?: readonly number[];
  /** Numbers a pixel that come out. Default: 1, a logit for one class. */
  readonly outChannels?: number;
}

/**
 * A path down that sees more and more of the picture at less and less detail, and a path up that is handed the detail of
 * each level. Convolutions keep the size, with margins of zeros and batch normalisation, where the paper's crop.
 *
 * Shapes: x [n, inChannels, h, w], h and w divisible by 2^(levels − 1) → [n, outChannels, h, w].
 * Source: Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", 2015, section 2.
 *
 * @example
 * new UNet({ channels: [4, 8] }).forward(zeros([1, 1, 32, 48])).shape; // [1, 1, 32, 48]
 */
export class UNet extends Module {
  readonly down: readonly DoubleConv[];
  readonly pool = new MaxPool2d(2);
  readonly rise: readonly ConvTranspose2d[];
  readonly up: readonly DoubleConv[];
  readonly output: Conv2d;

  /** Throws: RangeError unless all numbers are positive integers, and there are two levels at least. */
  constructor(options: UNetOptions = {}) {
    super();
    const { inChannels = 1, channels = [16, 32, 64], outChannels = 1 } = options;
    if (channels.length < 2) {
      throw new RangeError(
        `Cannot make a UNet of ${channels.length} levels: expected two or more. Give the maps of each level.`,
      );
    }
    this.down = channels.map(
      (maps, level) => new DoubleConv(level === 0 ? inChannels : channels[level - 1]!, maps),
    );
    const rising = channels.slice(0, -1).map((maps, level) => ({ maps, below: channels[level + 1]! }));
    this.rise = rising.map(
      ({ maps, below }) => new ConvTranspose2d(below, maps, { kernelSize: 2, stride: 2 }),
    );
    this.up = rising.map(({ maps }) => new DoubleConv(2 * maps, maps));
    this.output = new Conv2d(channels[0]!, outChannels, { kernelSize: 1 });
  }

  /** Throws: RangeError if `x` is not [n, inChannels, h, w], or its sides cannot be halved so often. */
  forward(x: Tensor): Tensor {
    const levels: Tensor[] = [];
    for (const [level, block] of this.down.entries()) {
      x = block.forward(level === 0 ? x : this.pool.forward(x)); // [n, 16, h, w], [n, 32, h/2, w/2], [n, 64, h/4, w/4]
      levels.push(x);
    }
    for (let level = this.up.length - 1; level >= 0; level--) {
      const risen = this.rise[level]!.forward(x); // [n, maps, twice the height, twice the width]
      x = this.up[level]!.forward(concat([levels[level]!, risen], { axis: 1 })); // [n, maps, …]
    }
    return this.output.forward(x); // [n, outChannels, h, w]
  }
}

/** Two 3×3 convolutions, each with normalisation and ReLU. */
class DoubleConv extends Module {
  readonly conv1: Conv2d;
  readonly norm1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.conv1 = new Conv2d(inChannels, outChannels, { kernelSize: 3, padding: 1, bias: false });
    this.norm1 = new BatchNorm2d(outChannels);
    this.conv2 = new Conv2d(outChannels, outChannels, { kernelSize: 3, padding: 1, bias: false });
    this.norm2 = new BatchNorm2d(outChannels);
  }

  forward(x: Tensor): Tensor {
    x = this.norm1.forward(this.conv1.forward(x)).relu();
    return this.norm2.forward(this.conv2.forward(x)).relu();
  }
}
