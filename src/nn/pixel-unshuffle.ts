import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/**
 * The inverse of `PixelShuffle`: y[n, (c · r + i) · r + j, h, w] = x[n, c, h · r + i, w · r + j], r being
 * `downscaleFactor`.
 *
 * Shapes: [n, channels, h · r, w · r] → [n, channels · r², h, w].
 * Source: as `PixelShuffle`.
 *
 * @example
 * new nn.PixelUnshuffle(2).forward(zeros([1, 3, 10, 12])).shape; // [1, 12, 5, 6]
 */
export class PixelUnshuffle extends Module {
  readonly downscaleFactor: number;

  /** Throws: RangeError unless the factor is a positive integer. */
  constructor(downscaleFactor: number) {
    super();
    this.downscaleFactor = checkNumber("PixelUnshuffle", "downscaleFactor", downscaleFactor, {
      least: 1,
      integer: true,
    });
  }

  /** Throws: RangeError if `x` is not [n, channels, height, width] with extents that the factor divides. */
  forward(x: Tensor): Tensor {
    checkInputTensor("PixelUnshuffle", "the elements", x);
    const r = this.downscaleFactor;
    const [n, channels, height, width] = x.shape as [number, number, number, number];
    if (x.rank !== 4 || height % r !== 0 || width % r !== 0) {
      throw new RangeError(
        `Cannot apply PixelUnshuffle(${r}) to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, height, ` +
          `width] with height and width that ${r} divides, got another. Pad the input.`,
      );
    }
    const split = x.reshape([n, channels, height / r, r, width / r, r]).permute([0, 1, 3, 5, 2, 4]);
    return split.reshape([n, channels * r * r, height / r, width / r]);
  }
}
