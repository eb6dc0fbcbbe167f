import * as nn from "../../nn/index.ts";
import type { Tensor } from "../../tensor/index.ts";

function conv(from: number, to: number, kernelSize: number, stride: number): nn.Conv2d {
  return new nn.Conv2d(from, to, { kernelSize, stride, padding: kernelSize >> 1, bias: false });
}

class Block extends nn.Module {
  readonly conv1: nn.Conv2d;
  readonly norm1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly norm2: nn.BatchNorm2d;
  readonly shortcut: nn.Conv2d | undefined;

  constructor(from: number, to: number) {
    super();
    const stride = from === to ? 1 : 2;
    this.conv1 = conv(from, to, 3, stride);
    this.norm1 = new nn.BatchNorm2d(to);
    this.conv2 = conv(to, to, 3, 1);
    this.norm2 = new nn.BatchNorm2d(to);
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
  readonly norm = new nn.BatchNorm2d(16);
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
