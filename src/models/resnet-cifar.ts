import { BatchNorm2d, Conv2d, init, Linear, Module } from "../nn/index.ts";
import { concat, type Tensor, zeros } from "../tensor/index.ts";

/** The options of `ResNetCifar`. */
export interface ResNetCifarOptions {
  /** Blocks in each of the three stages, for 6n + 2 layers. Default: 3, ResNet-20. */
  readonly n?: number;
  /** Maps in the first stage; twice and four times as many follow. Default: 16. */
  readonly width?: number;
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A residual network for CIFAR: a convolution, three stages of n blocks at 32×32, 16×16 and 8×8, the mean over places and a
 * linear layer. Shortcuts have no parameters (option A): where maps shrink they keep every second place, and new maps are 0.
 * ResNet-20 has 269,722 parameters.
 *
 * Shapes: x [n, 3, 32, 32] from 0 to 1 → logits [n, numClasses].
 * Source: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", 2015, section 4.2 and table 6.
 *
 * @example
 * new ResNetCifar({ n: 1 }).forward(zeros([2, 3, 32, 32])).shape; // [2, 10]
 */
export class ResNetCifar extends Module {
  readonly conv: Conv2d;
  readonly norm: BatchNorm2d;
  readonly blocks: readonly BasicBlock[];
  readonly fc: Linear;

  /** Throws: RangeError unless all numbers are positive integers. */
  constructor(options: ResNetCifarOptions = {}) {
    super();
    const { n = 3, width = 16, numClasses = 10 } = options;
    this.conv = conv3x3(3, width, 1);
    this.norm = new BatchNorm2d(width);
    this.blocks = [1, 2, 4].flatMap((factor, stage) =>
      Array.from({ length: n }, (_, i) => {
        const entry = i === 0 && stage > 0;
        return new BasicBlock(entry ? (width * factor) / 2 : width * factor, width * factor);
      }),
    );
    this.fc = new Linear(4 * width, numClasses);
  }

  /** Throws: RangeError if `x` is not [n, 3, height, width]. */
  forward(x: Tensor): Tensor {
    x = x.sub(0.47).div(0.25); // [n, 3, 32, 32], about mean 0 and deviation 1
    x = this.norm.forward(this.conv.forward(x)).relu(); // [n, 16, 32, 32]
    for (const block of this.blocks) x = block.forward(x); // … [n, 64, 8, 8]
    x = x.mean({ axis: [2, 3] }); // [n, 64]
    return this.fc.forward(x); // [n, numClasses]
  }
}

/** relu(x + F(x)), F two convolutions with normalisation; with more maps out than in, at half the height and width. */
class BasicBlock extends Module {
  readonly conv1: Conv2d;
  readonly norm1: BatchNorm2d;
  readonly conv2: Conv2d;
  readonly norm2: BatchNorm2d;
  readonly more: number;

  constructor(inChannels: number, outChannels: number) {
    super();
    this.more = outChannels - inChannels;
    this.conv1 = conv3x3(inChannels, outChannels, this.more > 0 ? 2 : 1);
    this.norm1 = new BatchNorm2d(outChannels);
    this.conv2 = conv3x3(outChannels, outChannels, 1);
    this.norm2 = new BatchNorm2d(outChannels);
  }

  forward(x: Tensor): Tensor {
    let y = this.norm1.forward(this.conv1.forward(x)).relu(); // [n, out, h, w]
    y = this.norm2.forward(this.conv2.forward(y));
    return y.add(this.shortcut(x)).relu();
  }

  private shortcut(x: Tensor): Tensor {
    if (this.more === 0) return x;
    const halved = x.at(":", ":", "::2", "::2"); // [n, in, h / 2, w / 2]
    const [n, , height, width] = halved.shape as [number, number, number, number];
    return concat([halved, zeros([n, this.more, height, width])], { axis: 1 });
  }
}

/** A 3×3 convolution without bias, started as in He et al., "Delving Deep into Rectifiers", 2015. */
function conv3x3(inChannels: number, outChannels: number, stride: number): Conv2d {
  const layer = new Conv2d(inChannels, outChannels, { kernelSize: 3, padding: 1, stride, bias: false });
  init.kaimingNormal(layer.weight, { nonlinearity: "relu" });
  return layer;
}
