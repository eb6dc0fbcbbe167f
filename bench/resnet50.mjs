// A network of ResNet-50's size: 53 convolutions in bottleneck blocks, each scaled by its batch's statistics.
import { nn } from "../dist/index.js";

/** Normalises each channel by the batch's mean and variance, then scales and shifts it. */
class BatchScale extends nn.Module {
  constructor(channels) {
    super();
    this.scale = new nn.Conv2d(1, channels, { kernelSize: 1, bias: false }).weight;
    this.shift = new nn.Conv2d(1, channels, { kernelSize: 1, bias: false }).weight;
  }

  forward(x) {
    const channels = [1, x.shape[1], 1, 1];
    const centred = x.sub(x.mean({ axis: [0, 2, 3], keepDims: true }));
    const variance = centred.mul(centred).mean({ axis: [0, 2, 3], keepDims: true });
    const scale = this.scale.reshape(channels).div(variance.add(1e-5).sqrt());
    return centred.mul(scale).add(this.shift.reshape(channels));
  }
}

class ConvScale extends nn.Module {
  constructor(from, to, kernelSize, stride = 1) {
    super();
    this.conv = new nn.Conv2d(from, to, {
      kernelSize,
      stride,
      padding: Math.floor(kernelSize / 2),
      bias: false,
    });
    this.norm = new BatchScale(to);
  }

  forward(x) {
    return this.norm.forward(this.conv.forward(x));
  }
}

class Bottleneck extends nn.Module {
  constructor(from, width, stride) {
    super();
    this.narrow = new ConvScale(from, width, 1);
    this.middle = new ConvScale(width, width, 3, stride);
    this.wide = new ConvScale(width, 4 * width, 1);
    this.project = stride === 1 && from === 4 * width ? undefined : new ConvScale(from, 4 * width, 1, stride);
  }

  forward(x) {
    const y = this.middle.forward(this.narrow.forward(x).relu()).relu();
    return this.wide
      .forward(y)
      .add(this.project === undefined ? x : this.project.forward(x))
      .relu();
  }
}

/** 25.6 million parameters at width 64. Images [n, 3, h, w] → logits [n, 1000]. */
export class ResNet50 extends nn.Module {
  constructor(width = 64) {
    super();
    this.stem = new ConvScale(3, width, 7, 2);
    this.pool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
    this.blocks = [];
    let channels = width;
    for (const [stage, depth] of [3, 4, 6, 3].entries()) {
      for (let i = 0; i < depth; i++) {
        this.blocks.push(new Bottleneck(channels, width << stage, i === 0 && stage > 0 ? 2 : 1));
        channels = 4 * (width << stage);
      }
    }
    this.classify = new nn.Linear(channels, 1000);
  }

  forward(x) {
    let y = this.pool.forward(this.stem.forward(x).relu());
    for (const block of this.blocks) y = block.forward(y);
    return this.classify.forward(y.mean({ axis: [2, 3] }));
  }
}
