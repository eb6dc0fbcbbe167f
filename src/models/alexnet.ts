import { Conv2d, Dropout, init, Linear, LocalResponseNorm, MaxPool2d, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The options of `AlexNet`. */
export interface AlexNetOptions {
  /** Maps after each convolution, even numbers. Default: [32, 64, 96, 96, 64], a third to a quarter of the paper's. */
  readonly channels?: readonly [conv1: number, conv2: number, conv3: number, conv4: number, conv5: number];
  /** Units of both dense layers. Default: 256, where the paper has 4,096. */
  readonly hidden?: number;
  /** The share of units that is dropped before both dense layers. Default: 0.5. */
  readonly dropout?: number;
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * AlexNet at the size of CIFAR's pictures: five convolutions, of which the second, fourth and fifth are in two groups (the
 * paper's two graphics processors), ReLU, local response normalisation, overlapping pooling, and dropout before two dense
 * layers. The first convolution has stride 1 for the paper's 4, since pictures are a seventh as wide.
 *
 * Shapes: x [n, 3, 32, 32] from 0 to 1 → logits [n, numClasses].
 * Starts from weights of He's deviation, where the paper's 0.01 would be too small for so few maps; biases 0.
 * Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012, sections
 * 3 and 4.2.
 *
 * @example
 * new AlexNet().forward(zeros([2, 3, 32, 32])).shape; // [2, 10]
 */
export class AlexNet extends Module {
  readonly conv1: Conv2d;
  readonly conv2: Conv2d;
  readonly conv3: Conv2d;
  readonly conv4: Conv2d;
  readonly conv5: Conv2d;
  readonly norm = new LocalResponseNorm(5, { k: 2, alpha: 5e-4, beta: 0.75 }); // alpha is 1e-4 a map of the five
  readonly pool = new MaxPool2d(3, { stride: 2, padding: 1 });
  readonly dropout: Dropout;
  readonly fc6: Linear;
  readonly fc7: Linear;
  readonly fc8: Linear;

  /** Throws: RangeError unless all numbers are positive integers, and those of channels even. */
  constructor(options: AlexNetOptions = {}) {
    super();
    const { channels = [32, 64, 96, 96, 64], hidden = 256, dropout = 0.5, numClasses = 10 } = options;
    const [c1, c2, c3, c4, c5] = channels;
    this.conv1 = new Conv2d(3, c1, { kernelSize: 5, padding: 2 });
    this.conv2 = new Conv2d(c1, c2, { kernelSize: 5, padding: 2, groups: 2 });
    this.conv3 = new Conv2d(c2, c3, { kernelSize: 3, padding: 1 });
    this.conv4 = new Conv2d(c3, c4, { kernelSize: 3, padding: 1, groups: 2 });
    this.conv5 = new Conv2d(c4, c5, { kernelSize: 3, padding: 1, groups: 2 });
    this.dropout = new Dropout(dropout);
    this.fc6 = new Linear(c5 * 4 * 4, hidden);
    this.fc7 = new Linear(hidden, hidden);
    this.fc8 = new Linear(hidden, numClasses);
    for (const [name, parameter] of this.namedParameters()) {
      if (name.endsWith("bias")) init.zeros(parameter);
      else if (name.startsWith("fc8")) init.normal(parameter, { std: 0.01 });
      else init.kaimingNormal(parameter, { nonlinearity: "relu" });
    }
  }

  /** Throws: RangeError if `x` is not [n, 3, 32, 32]. */
  forward(x: Tensor): Tensor {
    x = x.sub(0.47).div(0.25); // [n, 3, 32, 32], about mean 0 and deviation 1
    x = this.pool.forward(this.norm.forward(this.conv1.forward(x).relu())); // [n, 32, 16, 16]
    x = this.pool.forward(this.norm.forward(this.conv2.forward(x).relu())); // [n, 64, 8, 8]
    x = this.conv3.forward(x).relu(); // [n, 96, 8, 8]
    x = this.conv4.forward(x).relu(); // [n, 96, 8, 8]
    x = this.pool.forward(this.conv5.forward(x).relu()); // [n, 64, 4, 4]
    x = this.fc6.forward(this.dropout.forward(x.flatten(1))).relu(); // [n, 256]
    x = this.fc7.forward(this.dropout.forward(x)).relu(); // [n, 256]
    return this.fc8.forward(x); // [n, numClasses]
  }
}
