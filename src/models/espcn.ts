import { Conv2d, Module, PixelShuffle } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `ESPCN`. */
export interface ESPCNOptions {
  /** How many times as high and wide the image becomes. Default: 3. */
  readonly upscaleFactor?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly imageChannels?: number;
  /** Channels of the first and second layer. Default: [64, 32]. */
  readonly channels?: readonly [first: number, second: number];
}

/**
 * A network that makes images larger: all its convolutions see the small image, and the last makes r² channels of it, which
 * become the places of the large one. 22,729 parameters by default.
 *
 * Shapes: x [n, imageChannels, height, width] → [n, imageChannels, height · r, width · r], r being `upscaleFactor`.
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
 * Network", 2016, sections 2 and 3.2: (f₁, n₁) = (5, 64), (f₂, n₂) = (3, 32), f₃ = 3, tanh between.
 *
 * @example
 * new ESPCN().forward(zeros([1, 1, 17, 17])).shape; // [1, 1, 51, 51]
 */
export class ESPCN extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly conv3: Conv2d;
  readonly shuffle: PixelShuffle;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: ESPCNOptions = {}) {
    super();
    const { upscaleFactor = 3, imageChannels = 1, channels = [64, 32] } = options;
    this.shuffle = new PixelShuffle(upscaleFactor);
    this.conv1 = new Conv2d(imageChannels, channels[0], { kernelSize: 5, padding: 2 });
    this.conv2 = new Conv2d(channels[0], channels[1], { kernelSize: 3, padding: 1 });
    this.conv3 = new Conv2d(channels[1], imageChannels * upscaleFactor ** 2, { kernelSize: 3, padding: 1 });
  }

  forward(x: Tensor): Tensor {
    x = this.conv1.forward(x).tanh(); // [n, 64, h, w]
    x = this.conv2.forward(x).tanh(); // [n, 32, h, w]
    return this.shuffle.forward(this.conv3.forward(x)); // [n, r², h, w] → [n, 1, h · r, w · r]
  }
}
