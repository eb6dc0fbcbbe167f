import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * Channels made into places: y[n, c, h · r + i, w · r + j] = x[n, (c · r + i) · r + j, h, w], r being `upscaleFactor`.
 *
 * Shapes: [n, channels · r², h, w] → [n, channels, h · r, w · r].
 * Source: Shi et al., "Real-Time Single Image and Video Super-Resolution", 2016, equation 4.
 *
 * @example
 * new nn.PixelShuffle(2).forward(zeros([1, 12, 5, 6])).shape; // [1, 3, 10, 12]
 */
export class PixelShuffle extends Module {
  readonly upscaleFactor: number;

  /** Throws: RangeError unless the factor is a positive integer. */
  constructor(upscaleFactor: number) {
    super();
    this.upscaleFactor = checkNumber("PixelShuffle", "upscaleFactor", upscaleFactor, {
      least: 1,
      integer: true,
    });
  }

  /** Throws: RangeError if `x` is not [n, channels, height, width] with channels that the factor's square divides. */
  forward(x: Tensor): Tensor {
    checkInputTensor("PixelShuffle", "the elements", x);
    const r = this.upscaleFactor;
    const [n, channels, height, width] = x.shape as [number, number, number, number];
    if (x.rank !== 4 || channels % (r * r) !== 0) {
      throw new RangeError(
        `Cannot apply PixelShuffle(${r}) to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, height, ` +
          `width] with channels that ${r * r} divides, got another. Make a convolution before it give them.`,
      );
    }
    const split = x.reshape([n, channels / (r * r), r, r, height, width]).permute([0, 1, 4, 2, 5, 3]);
    return split.reshape([n, channels / (r * r), height * r, width * r]);
  }
}
