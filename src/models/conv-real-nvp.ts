import { Conv2d, init, Module, ModuleList, PixelShuffle, PixelUnshuffle } from "../nn/index.ts";
import { concat, type Tensor } from "../tensor/index.ts";

/** The options of `ConvRealNVP`. */
export interface ConvRealNVPOptions {
  /** Default: 1. */
  readonly imageChannels?: number;
  /** Couplings at each scale: the first where squares of 2×2 pixels are channels of one place, the next where those of 4×4 are. */
  readonly couplings?: readonly number[];
  /** Channels of both hidden convolutions of a coupling, at each scale. */
  readonly hidden?: readonly number[];
}

/**
 * A map of pictures to normal noise that can be turned round, and whose exact density is known, made of couplings that are
 * convolutions:
 *
 *     log p(x) = log N(f(x); 0, 1) + log |det ∂f / ∂x|
 *
 * Pixels of a square are made into channels, of which each coupling moves and stretches one half by what it sees of the
 * other: those of every other column, of every other row, or of the channels that were there before.
 *
 * Shapes: x [n, imageChannels, height, width] → log-likelihoods in nats [n]; 2 to the number of scales must divide height and width.
 * The first noise is the picture: each coupling starts as the identity.
 * Source: Dinh, Sohl-Dickstein, Bengio, "Density estimation using Real NVP", 2016, sections 3.4 to 3.6; all numbers stay to the end
 * in place of a half that leaves at each scale, rows and columns are halves in place of checkerboards, and nothing is normalised.
 *
 * @example
 * const flow = new ConvRealNVP({ couplings: [4, 4], hidden: [8, 8] });
 * const { z } = flow.encode(randn([5, 1, 28, 28]));
 * z.shape; // [5, 16, 7, 7]
 */
export class ConvRealNVP extends Module {
  readonly scales: ModuleList<Scale>;

  /** Throws: RangeError unless there are as many numbers of hidden channels as of couplings, and the numbers are positive integers. */
  constructor(options: ConvRealNVPOptions = {}) {
    super();
    const { imageChannels = 1, couplings = [6, 8], hidden = [32, 48] } = options;
    if (couplings.length !== hidden.length || couplings.length === 0) {
      throw new RangeError(
        `Cannot make a ConvRealNVP with couplings at ${couplings.length} scales and hidden channels at ${hidden.length}: expected ` +
          "as many of both, and at least one. Give each scale both.",
      );
    }
    this.scales = new ModuleList(
      couplings.map((count, i) => new Scale(imageChannels * 4 ** (i + 1), count, hidden[i]!)),
    );
  }

  /** The log-likelihood of each picture. */
  forward(x: Tensor): Tensor {
    const { z, logDeterminant } = this.encode(x);
    const normal = z
      .mul(z)
      .add(Math.log(2 * Math.PI))
      .mul(-0.5)
      .sum({ axis: [1, 2, 3] }); // [n]
    return normal.add(logDeterminant);
  }

  /** The noise that pictures come from. Shapes: → z [n, channels · 4^scales, height / 2^scales, width / 2^scales], [n]. */
  encode(x: Tensor): { z: Tensor; logDeterminant: Tensor } {
    let logDeterminant = x.sum({ axis: [1, 2, 3] }).mul(0); // [n]
    for (const { split, couplings } of this.scales) {
      x = split.forward(x);
      for (const [i, coupling] of [...couplings].entries()) {
        const [kept, moved] = halves(x, i);
        const { logScale, shift } = coupling.forward(kept);
        x = joined(kept, moved.mul(logScale.exp()).add(shift), i);
        logDeterminant = logDeterminant.add(logScale.sum({ axis: [1, 2, 3] }));
      }
    }
    return { z: x, logDeterminant };
  }

  /** The pictures that noise makes. Shapes: those of `encode`, the other way round. */
  decode(z: Tensor): Tensor {
    for (const { join, couplings } of [...this.scales].reverse()) {
      for (const [i, coupling] of [...[...couplings].entries()].reverse()) {
        const [kept, moved] = halves(z, i);
        const { logScale, shift } = coupling.forward(kept);
        z = joined(kept, moved.sub(shift).mul(logScale.neg().exp()), i);
      }
      z = join.forward(z);
    }
    return z;
  }
}

/** Couplings of pictures with so many channels, of which four were one before. */
class Scale extends Module {
  readonly split = new PixelUnshuffle(2);
  readonly join = new PixelShuffle(2);
  readonly couplings: ModuleList<ConvCoupling>;

  constructor(channels: number, count: number, hidden: number) {
    super();
    this.couplings = new ModuleList(
      Array.from({ length: count }, () => new ConvCoupling(channels / 2, hidden)),
    );
  }
}

/**
 * The channels whose numbers have a bit that is 0, and those in which it is 1, or the other way round; the bit is the next for each
 * second coupling.
 */
function halves(x: Tensor, coupling: number): [kept: Tensor, moved: Tensor] {
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  const below = belowBit(channels, coupling);
  const pairs = x.reshape([n, channels / (2 * below), 2, below, height, width]);
  const [first, second] = [0, 1].map((bit) =>
    pairs.at(":", ":", bit).reshape([n, channels / 2, height, width]),
  ) as [Tensor, Tensor];
  return coupling % 2 === 0 ? [first, second] : [second, first];
}

function joined(kept: Tensor, moved: Tensor, coupling: number): Tensor {
  const [n, half, height, width] = kept.shape as [number, number, number, number];
  const below = belowBit(2 * half, coupling);
  const pair = (x: Tensor) => x.reshape([n, half / below, 1, below, height, width]);
  const both = coupling % 2 === 0 ? [kept, moved] : [moved, kept];
  return concat(both.map(pair), { axis: 2 }).reshape([n, 2 * half, height, width]);
}

/** How many channels there are below the bit that tells the halves apart. */
function belowBit(channels: number, coupling: number): number {
  let bits = 0;
  while (channels % 2 ** (bits + 1) === 0) bits++;
  return 2 ** (Math.floor(coupling / 2) % bits);
}

/** How far the channels of one half are moved, and the logarithm of how much they are stretched, as the other half has it. */
class ConvCoupling extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly logScale: Conv2d;
  readonly shift: Conv2d;

  constructor(channels: number, hidden: number) {
    super();
    const around = { kernelSize: 3, padding: 1 };
    this.conv1 = new Conv2d(channels, hidden, around);
    this.conv2 = new Conv2d(hidden, hidden, { kernelSize: 1 });
    this.logScale = new Conv2d(hidden, channels, around);
    this.shift = new Conv2d(hidden, channels, around);
    for (const { weight, bias } of [this.logScale, this.shift]) {
      init.zeros(weight);
      init.zeros(bias!);
    }
  }

  forward(kept: Tensor): { logScale: Tensor; shift: Tensor } {
    const h = this.conv2.forward(this.conv1.forward(kept).relu()).relu(); // [n, hidden, height, width]
    return { logScale: this.logScale.forward(h).tanh().mul(2), shift: this.shift.forward(h) };
  }
}
