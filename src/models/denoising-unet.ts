import {
  Conv2d,
  ConvTranspose2d,
  Embedding,
  GroupNorm,
  Linear,
  Module,
  PixelShuffle,
  PixelUnshuffle,
  scaledDotProductAttention,
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
  /** Of how many classes pictures are, if it is to be told which. Default: it is not. */
  readonly numClasses?: number;
}

/**
 * A U-Net that tells the noise in a picture, knowing how many steps of noise were added: each block of it is given the step's
 * sines and cosines. Two levels, for small pictures, with attention between all places of the lower one; patches of pixels are
 * maps, which makes both levels smaller. With `numClasses` it may be told the class as well, where numClasses stands for none.
 *
 * Shapes: x [n, imageChannels, h, w], h and w multiples of 2 · patchSize, steps [n] int32 and labels [n] int32 → noise of the
 * shape of x.
 * Source: Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", 2020, appendix B; the patches: Luhman, Luhman,
 * "Improving Diffusion Model Efficiency Through Patching", 2022, section 3; the class beside the step: Dhariwal, Nichol, "Diffusion
 * Models Beat GANs on Image Synthesis", 2021, section 3.1.
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
  readonly classes: Embedding | undefined;
  readonly input: Conv2d;
  readonly above: TimedBlock;
  readonly down: Conv2d;
  readonly below1: TimedBlock;
  readonly attention: PlaceAttention;
  readonly below2: TimedBlock;
  readonly rise: ConvTranspose2d;
  readonly joined: TimedBlock;
  readonly norm: GroupNorm;
  readonly output: Conv2d;
  readonly #channels: number;

  /** Throws: RangeError unless the options are positive integers and 8 divides the channels. */
  constructor(options: DenoisingUNetOptions = {}) {
    super();
    const { imageChannels = 1, channels = 32, patchSize = 2, numClasses } = options;
    const [low, time, patch] = [2 * channels, 4 * channels, imageChannels * patchSize ** 2];
    this.#channels = channels;
    this.unshuffle = new PixelUnshuffle(patchSize);
    this.shuffle = new PixelShuffle(patchSize);
    this.time1 = new Linear(channels, time);
    this.time2 = new Linear(time, time);
    this.classes = numClasses === undefined ? undefined : new Embedding(numClasses + 1, time);
    this.input = new Conv2d(patch, channels, { kernelSize: 3, padding: 1 });
    this.above = new TimedBlock(channels, channels, time);
    this.down = new Conv2d(channels, low, { kernelSize: 3, stride: 2, padding: 1 });
    this.below1 = new TimedBlock(low, low, time);
    this.attention = new PlaceAttention(low);
    this.below2 = new TimedBlock(low, low, time);
    this.rise = new ConvTranspose2d(low, channels, { kernelSize: 2, stride: 2 });
    this.joined = new TimedBlock(2 * channels, channels, time);
    this.norm = new GroupNorm(8, channels);
    this.output = new Conv2d(channels, patch, { kernelSize: 3, padding: 1 });
  }

  /** Throws: RangeError if labels are given to a network without classes. */
  forward(x: Tensor, steps: Tensor, labels?: Tensor): Tensor {
    let t = this.time1.forward(stepFeatures(steps, this.#channels)); // [n, 128]
    t = silu(this.time2.forward(silu(t)).add(this.#classFeatures(steps, labels))); // [n, 128]
    const above = this.above.forward(this.input.forward(this.unshuffle.forward(x)), t); // [n, 32, 14, 14]
    let y = this.below1.forward(this.down.forward(above), t); // [n, 64, 7, 7]
    y = this.below2.forward(this.attention.forward(y), t); // [n, 64, 7, 7]
    y = this.rise.forward(y); // [n, 32, 14, 14]
    y = this.joined.forward(concat([above, y], { axis: 1 }), t); // [n, 32, 14, 14]
    return this.shuffle.forward(this.output.forward(silu(this.norm.forward(y)))); // [n, 1, 28, 28]
  }

  /** What the class adds to the step's features, [n, 128]; without labels that of none. */
  #classFeatures(steps: Tensor, labels: Tensor | undefined): Tensor | number {
    if (this.classes !== undefined) {
      return this.classes.forward(labels ?? steps.mul(0).add(this.classes.numEmbeddings - 1));
    }
    if (labels === undefined) return 0;
    throw new RangeError(
      `Cannot tell classes to a DenoisingUNet that was made without: expected no labels, got ${labels.shape[0]}. Make it with ` +
        "{ numClasses }, or leave them out.",
    );
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

/** A residual block in which each place looks at all places, with four heads. */
class PlaceAttention extends Module {
  readonly norm: GroupNorm;
  readonly projection: Linear;
  readonly output: Linear;

  constructor(channels: number) {
    super();
    this.norm = new GroupNorm(8, channels);
    this.projection = new Linear(channels, 3 * channels);
    this.output = new Linear(channels, channels);
  }

  forward(x: Tensor): Tensor {
    const [n, channels] = x.shape as [number, number];
    const places = this.norm.forward(x).flatten(2).transpose(1, 2); // [n, h · w, channels]
    const [query, key, value] = this.projection
      .forward(places)
      .chunk(3, { axis: 2 })
      .map((each) => each.reshape([n, -1, 4, channels / 4]).transpose(1, 2)) as [Tensor, Tensor, Tensor];
    const seen = scaledDotProductAttention(query, key, value); // [n, 4, h · w, channels / 4]
    const y = this.output.forward(seen.transpose(1, 2).reshape([n, -1, channels]));
    return x.add(y.transpose(1, 2).reshape(x.shape));
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
