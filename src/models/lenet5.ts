import { AvgPool2d, Conv2d, Linear, Module } from "../nn/index.ts";
import { conv } from "../ops/index.ts";
import { compute, ones, Parameter, type Tensor, tensor, variable, zeros } from "../tensor/index.ts";

/** Table I of the paper: which of S2's six maps each of C3's sixteen sees. */
const seen = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

/**
 * LeNet-5, as it read cheques: convolutions (C), subsampling with a trained coefficient and bias a map (S), and a dense layer
 * (F). Each squashes with 1.7159 tanh(⅔ a). C3's maps see some of S2's only, so 60 of its 96 kernels are used. A linear layer
 * gives the logits, where the paper compares F6 with drawn characters. 60,850 parameters in use.
 *
 * Shapes: x [n, 1, 28, 28] from 0 to 1, white on black → logits [n, 10].
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition", 1998, section II.B.
 *
 * @example
 * new LeNet5().forward(zeros([2, 1, 28, 28])).shape; // [2, 10]
 */
export class LeNet5 extends Module {
  readonly c1 = new Conv2d(1, 6, { kernelSize: 5, padding: 2 }); // the paper's 32×32 are 28×28 with a margin
  readonly s2 = new Subsampling(6);
  readonly c3 = new Conv2d(6, 16, { kernelSize: 5 });
  readonly s4 = new Subsampling(16);
  readonly c5 = new Conv2d(16, 120, { kernelSize: 5 });
  readonly f6 = new Linear(120, 84);
  readonly output = new Linear(84, 10);
  /** 1 where a map of C3 sees one of S2's, [16, 6, 1, 1]. */
  readonly table = variable(
    tensor(seen.map((maps) => [0, 1, 2, 3, 4, 5].map((map) => [[Number(maps.includes(map))]]))),
  );

  /** Throws: RangeError if `x` is not [n, 1, 28, 28]. */
  forward(x: Tensor): Tensor {
    x = x.mul(1.275).sub(0.1); // [n, 1, 28, 28]: paper is −0.1 and ink 1.175, so that the mean is about 0
    x = squash(this.c1.forward(x)); // [n, 6, 28, 28]
    x = squash(this.s2.forward(x)); // [n, 6, 14, 14]
    x = squash(this.convolve3(x)); // [n, 16, 10, 10]
    x = squash(this.s4.forward(x)); // [n, 16, 5, 5]
    x = squash(this.c5.forward(x)).flatten(1); // [n, 120]
    x = squash(this.f6.forward(x)); // [n, 84]
    return this.output.forward(x); // [n, 10]
  }

  /** C3 with the kernels that the table names. */
  private convolve3(x: Tensor): Tensor {
    const { weight, bias } = this.c3;
    return compute([x, weight.mul(this.table)], (x, kernels) => conv(x, kernels)).add(
      bias!.reshape([16, 1, 1]),
    );
  }
}

/** The mean of each 2×2, times a coefficient a map, plus a bias a map. */
class Subsampling extends Module {
  readonly pool = new AvgPool2d(2);
  readonly coefficient: Parameter;
  readonly bias: Parameter;

  constructor(maps: number) {
    super();
    this.coefficient = new Parameter(ones([maps, 1, 1]));
    this.bias = new Parameter(zeros([maps, 1, 1]));
  }

  forward(x: Tensor): Tensor {
    return this.pool.forward(x).mul(this.coefficient).add(this.bias);
  }
}

/** A tanh(S a) with f(1) = 1 and f(−1) = −1: appendix A. */
function squash(a: Tensor): Tensor {
  return a
    .mul(2 / 3)
    .tanh()
    .mul(1.7159);
}
