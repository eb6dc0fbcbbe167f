import * as nn from "../../nn/index.ts";
import { ones, Parameter, type Tensor, zeros } from "../../tensor/index.ts";

/** Normalises each channel over batch and pixels, as in training. Shapes: [n, channels, height, width] → the same. */
class ChannelNorm extends nn.Module {
  readonly weight: Parameter;
  readonly bias: Parameter;

  constructor(channels: number) {
    super();
    this.weight = new Parameter(ones([channels]));
    this.bias = new Parameter(zeros([channels]));
  }

  forward(x: Tensor): Tensor {
    const over = { axis: [0, 2, 3], keepDims: true };
    const centred = x.sub(x.mean(over));
    const scale = centred.mul(centred).mean(over).add(1e-5).sqrt();
    const each = [this.weight.size, 1, 1];
    return centred.div(scale).mul(this.weight.reshape(each)).add(this.bias.reshape(each));
  }
}

function conv(from: number, to: number, kernelSize: number, stride: number): nn.Conv2d {
  return new nn.Conv2d(from, to, { kernelSize, stride, padding: kernelSize >> 1, bias: false });
}

class Block extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly norm1: ChannelNorm;
  readonly conv2: nn.Conv2d;
  readonly norm2: ChannelNorm;
  readonly shortcut: nn.Conv2d | undefined;

  constructor(from: number, to: number) {
    super();
    const stride = from === to ? 1 : 2;
    this.conv1 = conv(from, to, 3, stride);
    this.norm1 = new ChannelNorm(to);
    this.conv2 = conv(to, to, 3, 1);
    this.norm2 = new ChannelNorm(to);
    this.shortcut = from === to ? undefined : conv(from, to, 1, stride);
  }

  forward(x: Tensor): Tensor {
    const hidden = this.norm1.forward(this.conv1.forward(x)).relu();
    const short = this.shortcut === undefined ? x : this.shortcut.forward(x);
    return this.norm2.forward(this.conv2.forward(hidden)).add(short).relu();
  }
}

/**
 * A residual network for 32² pictures: three stages of 16, 32 and 64 channels with three blocks each.
 *
 * Shapes: [n, 3, 32, 32] → logits [n, 10].
 * Source: He, Zhang, Ren, Sun, "Deep Residual Learning", 2015, section 4.2, with 20 layers.
 */
export class ResidualNetwork extends nn.Module {
  readonly stem = conv(3, 16, 3, 1);
  readonly norm = new ChannelNorm(16);
  readonly blocks = new nn.Sequential(
    [
      [16, 16],
      [16, 16],
      [16, 16],
      [16, 32],
      [32, 32],
      [32, 32],
      [32, 64],
      [64, 64],
      [64, 64],
    ].map(([from, to]) => new Block(from!, to!)),
  );
  readonly head = new nn.Linear(64, 10);

  /** The logits of pictures. */
  forward(x: Tensor): Tensor {
    const features = this.blocks.forward(this.norm.forward(this.stem.forward(x)).relu());
    return this.head.forward(features.mean({ axis: [2, 3] }));
  }
}
