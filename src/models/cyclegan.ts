import { Conv2d, ConvTranspose2d, InstanceNorm2d, leakyRelu, Module, ModuleList } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `CycleGAN`. */
export interface CycleGANOptions {
  /** Channels of an image of the first kind. Default: 3. */
  readonly firstChannels?: number;
  /** Channels of an image of the second kind. Default: 3. */
  readonly secondChannels?: number;
  /** Channels at full size; twice as many at half. Default: 32. */
  readonly channels?: number;
  /** Residual blocks of each generator. Default: 2. */
  readonly blocks?: number;
}

/**
 * Two generators that make images of one kind of images of another, and back, learned without pairs: what goes there and back
 * must come home. Two discriminators judge each kind patch by patch. One halving where the paper has two, for small images.
 * 499,272 parameters by default.
 *
 * Shapes: images [n, firstChannels, h, w] → `toSecond` → [n, secondChannels, h, w] → `toFirst` → the first; from 0 to 1, h and w
 * multiples of 4; `judgeFirst` and `judgeSecond` → scores of being real [n, 1, h / 4, w / 4].
 * Source: Zhu, Park, Isola, Efros, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", 2017,
 * section 4 and appendix 7.2.
 *
 * @example
 * const { toSecond, toFirst } = new CycleGAN({ firstChannels: 1, channels: 4 });
 * toFirst.forward(toSecond.forward(rand([2, 1, 28, 28]))).shape; // [2, 1, 28, 28]
 */
export class CycleGAN extends Module {
  readonly toSecond: CycleGenerator;
  readonly toFirst: CycleGenerator;
  readonly judgeFirst: CycleDiscriminator;
  readonly judgeSecond: CycleDiscriminator;

  /** Throws: RangeError if an option is no positive integer. */
  constructor(options: CycleGANOptions = {}) {
    super();
    const { firstChannels = 3, secondChannels = 3, channels = 32, blocks = 2 } = options;
    this.toSecond = new CycleGenerator({ from: firstChannels, to: secondChannels, channels, blocks });
    this.toFirst = new CycleGenerator({ from: secondChannels, to: firstChannels, channels, blocks });
    this.judgeFirst = new CycleDiscriminator(firstChannels, channels);
    this.judgeSecond = new CycleDiscriminator(secondChannels, channels);
  }
}

// A norm takes the mean away, and with it what a bias would add.
const halving = { kernelSize: 4, stride: 2, padding: 1, bias: false };
const keeping = { kernelSize: 3, padding: 1, bias: false };

interface GeneratorSizes {
  readonly from: number;
  readonly to: number;
  readonly channels: number;
  readonly blocks: number;
}

class CycleGenerator extends Module {
  readonly first: Conv2d;
  readonly down: Conv2d;
  readonly blocks: ModuleList<ResidualBlock>;
  readonly up: ConvTranspose2d;
  readonly last: Conv2d;
  readonly norm1: InstanceNorm2d;
  readonly norm2: InstanceNorm2d;

  constructor({ from, to, channels, blocks }: GeneratorSizes) {
    super();
    this.first = new Conv2d(from, channels, keeping);
    this.down = new Conv2d(channels, 2 * channels, halving);
    this.blocks = new ModuleList(Array.from({ length: blocks }, () => new ResidualBlock(2 * channels)));
    this.up = new ConvTranspose2d(2 * channels, channels, halving);
    this.last = new Conv2d(channels, to, { ...keeping, bias: true });
    this.norm1 = new InstanceNorm2d(channels);
    this.norm2 = new InstanceNorm2d(2 * channels);
  }

  forward(x: Tensor): Tensor {
    x = this.norm1.forward(this.first.forward(x)).relu(); // [n, 32, h, w]
    x = this.norm2.forward(this.down.forward(x)).relu(); // [n, 64, h / 2, w / 2]
    for (const block of this.blocks) x = block.forward(x); // [n, 64, h / 2, w / 2]
    x = this.norm1.forward(this.up.forward(x)).relu(); // [n, 32, h, w]
    return this.last.forward(x).sigmoid(); // [n, to, h, w]
  }
}

class ResidualBlock extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm: InstanceNorm2d;

  constructor(channels: number) {
    super();
    this.conv1 = new Conv2d(channels, channels, keeping);
    this.conv2 = new Conv2d(channels, channels, keeping);
    this.norm = new InstanceNorm2d(channels);
  }

  forward(x: Tensor): Tensor {
    const y = this.norm.forward(this.conv1.forward(x)).relu();
    return x.add(this.norm.forward(this.conv2.forward(y)));
  }
}

class CycleDiscriminator extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly norm2: InstanceNorm2d;
  readonly output: Conv2d;

  constructor(from: number, channels: number) {
    super();
    this.conv1 = new Conv2d(from, channels, { ...halving, bias: true });
    this.conv2 = new Conv2d(channels, 2 * channels, halving);
    this.norm2 = new InstanceNorm2d(2 * channels);
    this.output = new Conv2d(2 * channels, 1, { ...keeping, bias: true });
  }

  forward(x: Tensor): Tensor {
    x = leakyRelu(this.conv1.forward(x), 0.2); // [n, 32, h / 2, w / 2]
    x = leakyRelu(this.norm2.forward(this.conv2.forward(x)), 0.2); // [n, 64, h / 4, w / 4]
    return this.output.forward(x); // [n, 1, h / 4, w / 4]
  }
}
