import {
  Conv2d,
  ConvTranspose2d,
  GroupNorm,
  Linear,
  Module,
  PixelShuffle,
  PixelUnshuffle,
  silu,
} from "../nn/index.ts";
import { arange, concat, type Tensor } from "../tensor/index.ts";

/** The options of `DenoisingUNet`. */
export interface DenoisingUNetOptions {
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly imageChannels?: number;
  /** Maps at the upper level, a multiple of 8; twice as many at the lower. Default: 32. */
  readonly channels?: number;
  /** Height and width of the patches that are one place of the upper level. Default: 2. */
  readonly patchSize?: number;
}

/**
 * A U-Net that tells the noise in a picture, knowing how many steps of noise were added: each block of it is given the step's
 * sines and cosines. Two levels and no attention, for small pictures; patches of pixels are maps, which makes both levels smaller.
 *
 * Shapes: x [n, imageChannels, h, w], h and w multiples of 2 · patchSize, and steps [n] int32 → noise of the shape of x.
 * Source: Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", 2020, appendix B; the patches: Luhman, Luhman,
 * "Improving Diffusion Model Efficiency Through Patching", 2022, section 3.
 *
 * @example
 * const steps = tensor([3, 999], { dtype: "int32" });
 * new DenoisingUNet({ channels: 8 }).forward(zeros([2, 1, 28, 28]), steps).shape; // [2, 1, 28, 28]
 */
export class DenoisingUNet extends Module {
  readonly unshuffle: PixelUnshuffle;
  readonly shuffle: PixelShuffle;
  readonly time1: Linear;
  readonly time2: Linear;
  readonly input: Conv2d;
  readonly above: TimedBlock;
  readonly down: Conv2d;
  readonly below1: TimedBlock;
  readonly below2: TimedBlock;
  readonly rise: ConvTranspose2d;
  readonly joined: TimedBlock;
  readonly norm: GroupNorm;
  readonly output: Conv2d;
  readonly #channels: number;

  /** Throws: RangeError unless the options are positive integers and 8 divides the channels. */
  constructor(options: DenoisingUNetOptions = {}) {
    super();
    const { imageChannels = 1, channels = 32, patchSize = 2 } = options;
    const [low, time, patch] = [2 * channels, 4 * channels, imageChannels * patchSize ** 2];
    this.#channels = channels;
    this.unshuffle = new PixelUnshuffle(patchSize);
    this.shuffle = new PixelShuffle(patchSize);
    this.time1 = new Linear(channels, time);
    this.time2 = new Linear(time, time);
    this.input = new Conv2d(patch, channels, { kernelSize: 3, padding: 1 });
    this.above = new TimedBlock(channels, channels, time);
    this.down = new Conv2d(channels, low, { kernelSize: 3, stride: 2, padding: 1 });
    this.below1 = new TimedBlock(low, low, time);
    this.below2 = new TimedBlock(low, low, time);
    this.rise = new ConvTranspose2d(low, channels, { kernelSize: 2, stride: 2 });
    this.joined = new TimedBlock(2 * channels, channels, time);
    this.norm = new GroupNorm(8, channels);
    this.output = new Conv2d(channels, patch, { kernelSize: 3, padding: 1 });
  }

  forward(x: Tensor, steps: Tensor): Tensor {
    let t = this.time1.forward(stepFeatures(steps, this.#channels)); // [n, 128]
    t = silu(this.time2.forward(silu(t))); // [n, 128]
    const above = this.above.forward(this.input.forward(this.unshuffle.forward(x)), t); // [n, 32, 14, 14]
    let y = this.below1.forward(this.down.forward(above), t); // [n, 64, 7, 7]
    y = this.rise.forward(this.below2.forward(y, t)); // [n, 32, 14, 14]
    y = this.joined.forward(concat([above, y], { axis: 1 }), t); // [n, 32, 14, 14]
    return this.shuffle.forward(this.output.forward(silu(this.norm.forward(y)))); // [n, 1, 28, 28]
  }
}

/** A residual block of two convolutions, with the step's features added between them. */
class TimedBlock extends Module {
  readonly norm1: GroupNorm;
  readonly conv1: Conv2d;
  readonly time: Linear;
  readonly norm2: GroupNorm;
  readonly conv2: Conv2d;
  readonly shortcut: Conv2d | undefined;

  constructor(from: number, to: number, time: number) {
    super();
    this.norm1 = new GroupNorm(8, from);
    this.conv1 = new Conv2d(from, to, { kernelSize: 3, padding: 1 });
    this.time = new Linear(time, to);
    this.norm2 = new GroupNorm(8, to);
    this.conv2 = new Conv2d(to, to, { kernelSize: 3, padding: 1 });
    this.shortcut = from === to ? undefined : new Conv2d(from, to, { kernelSize: 1 });
  }

  forward(x: Tensor, t: Tensor): Tensor {
    let y = this.conv1.forward(silu(this.norm1.forward(x)));
    y = y.add(this.time.forward(t).unsqueeze(2).unsqueeze(3)); // [n, to, h, w] + [n, to, 1, 1]
    y = this.conv2.forward(silu(this.norm2.forward(y)));
    return y.add(this.shortcut?.forward(x) ?? x);
  }
}

/** Sines and cosines of t · 10000^(−i / half). Shapes: [n] → [n, features]. */
function stepFeatures(steps: Tensor, features: number): Tensor {
  const half = features / 2;
  const angles = steps
    .cast("float32")
    .unsqueeze(1)
    .mul(
      arange(half)
        .cast("float32")
        .mul(-Math.log(10_000) / half)
        .exp(),
    ); // [n, half]
  return concat([angles.sin(), angles.cos()], { axis: 1 });
}
