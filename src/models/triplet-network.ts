import { Conv2d, Linear, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `TripletNetwork`. */
export interface TripletNetworkOptions {
  /** Maps after both convolutions. Default: [16, 32]. */
  readonly channels?: readonly [first: number, second: number];
  /** Numbers in an embedding. Default: 32. */
  readonly embedding?: number;
}

/**
 * Embeds pictures on a sphere, so that pictures of the same thing are near each other: the same weights see both of a pair,
 * or all three of a triplet, hence "siamese".
 *
 * Shapes: x [n, 1, 28, 28] from 0 to 1 → [n, embedding], each of length 1.
 * Source: Schroff, Kalenichenko, Philbin, "FaceNet", 2015, section 3; Hoffer, Ailon, "Deep Metric Learning Using Triplet
 * Network", 2015; the idea: Bromley et al., "Signature Verification Using a Siamese Time Delay Neural Network", 1993.
 *
 * @example
 * new TripletNetwork().forward(zeros([2, 1, 28, 28])).shape; // [2, 32]
 */
export class TripletNetwork extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly pool = new MaxPool2d(2);
  readonly output: Linear;

  /** Throws: RangeError unless all numbers are positive integers. */
  constructor(options: TripletNetworkOptions = {}) {
    super();
    const { channels = [16, 32], embedding = 32 } = options;
    this.conv1 = new Conv2d(1, channels[0], { kernelSize: 5 });
    this.conv2 = new Conv2d(channels[0], channels[1], { kernelSize: 5 });
    this.output = new Linear(channels[1] * 4 * 4, embedding);
  }

  /** Throws: RangeError if `x` is not [n, 1, 28, 28]. */
  forward(x: Tensor): Tensor {
    x = x.sub(0.13).div(0.31); // [n, 1, 28, 28]
    x = this.pool.forward(this.conv1.forward(x).relu()); // [n, 16, 12, 12]
    x = this.pool.forward(this.conv2.forward(x).relu()); // [n, 32, 4, 4]
    x = this.output.forward(x.flatten(1)); // [n, embedding]
    return x.div(x.mul(x).sum({ axis: 1, keepDims: true }).add(1e-12).sqrt());
  }
}
