import { Module } from "../nn/index.ts";
import { noGrad, scan, type Tensor, variable, zeros } from "../tensor/index.ts";

/** The options of `Adaline.learn`. */
export interface AdalineLearning {
  /** How far an error moves the weights. Default: 0.01. */
  readonly lr?: number;
}

/**
 * Widrow and Hoff's adaptive linear neuron: it decides by the sign of weight · x + bias, and learns from that number itself,
 * before the decision: the first use of gradient descent on squared errors, one example at a time.
 *
 * Shapes: x [n, inputs] → [n] of −1 and 1; weight [inputs], bias []. Starts from zeros.
 * Source: Widrow, Hoff, "Adaptive Switching Circuits", 1960.
 *
 * @example
 * const [x, or] = [tensor([[-1, -1], [-1, 1], [1, -1], [1, 1]]), tensor([-1, 1, 1, 1])];
 * const adaline = new Adaline(2);
 * for (let epoch = 0; epoch < 20; epoch++) adaline.learn(x, or, { lr: 0.1 });
 * adaline.forward(x).toArray(); // [-1, 1, 1, 1]
 */
export class Adaline extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;

  /** Throws: RangeError unless `inputs` is an integer of 0 or more. */
  constructor(inputs: number) {
    super();
    this.weight = variable(zeros([inputs]));
    this.bias = variable(zeros([]));
  }

  /** weight · x + bias. Shapes: x [n, inputs] → [n]. Throws: RangeError if `x` is not [n, inputs]. */
  linear(x: Tensor): Tensor {
    return x.matmul(this.weight.unsqueeze(1)).squeeze(1).add(this.bias);
  }

  /** Throws: RangeError if `x` is not [n, inputs]. */
  forward(x: Tensor): Tensor {
    return this.linear(x).ge(0).cast("float32").mul(2).sub(1);
  }

  /**
   * Goes once through the examples in order, after each weight += lr · (target − weight · x − bias) · x, and bias likewise:
   * the delta rule. Returns the mean of the squared errors.
   *
   * Shapes: x [n, inputs], targets [n] of −1 and 1 → []. Throws: RangeError if they are not.
   */
  learn(x: Tensor, targets: Tensor, options: AdalineLearning = {}): Tensor {
    const { lr = 0.01 } = options;
    return noGrad(() => {
      const [{ weight, bias }, squares] = scan(
        (
          { weight, bias }: { weight: Tensor; bias: Tensor },
          { x, target }: { x: Tensor; target: Tensor },
        ) => {
          const error = target.sub(weight.mul(x).sum().add(bias));
          const next = { weight: weight.add(x.mul(error.mul(lr))), bias: bias.add(error.mul(lr)) };
          return [next, error.mul(error)];
        },
        { weight: this.weight.add(0), bias: this.bias.add(0) },
        { x, target: targets },
      );
      const loss = (squares as Tensor).mean();
      this.weight.assign(weight);
      this.bias.assign(bias);
      return loss;
    });
  }
}
