import { ChannelDropout } from "./channel-dropout.ts";

/**
 * While training, each channel of each volume is 0 with probability p and x / (1 − p) otherwise: for features whose
 * neighbours are alike. In evaluation it passes x.
 *
 * Shapes: [n, channels, depth, height, width] → the same.
 * Source: Tompson et al., "Efficient Object Localization Using Convolutional Networks", 2014, section 3.2.
 *
 * @example
 * new nn.Dropout3d(0.2).forward(ones([2, 3, 4, 5, 6])).shape; // [2, 3, 4, 5, 6]
 */
export class Dropout3d extends ChannelDropout {
  /** Throws: RangeError if p is not in [0, 1]. */
  constructor(p = 0.5) {
    super(3, p);
  }
}
