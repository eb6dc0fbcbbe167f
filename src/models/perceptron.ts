import { Module } from "../nn/index.ts";
import { noGrad, scan, type Tensor, variable, zeros } from "../tensor/index.ts";

/** The options of `Perceptron.learn`. */
export interface PerceptronLearning {
  /** How far a mistake moves the weights. Default: 1. */
  readonly lr?: number;
}

/**
 * Rosenblatt's perceptron: 1 if weight · x + bias > 0, else 0, with a rule of learning of its own that needs no gradient.
 * If a plane divides the classes, the rule finds one after finitely many mistakes; if none does, it never ends.
 *
 * Shapes: x [n, inputs] → [n] of 0 and 1; weight [inputs], bias []. Starts from zeros.
 * Source: Rosenblatt, "The Perceptron: A Probabilistic Model for Information Storage and Organization in the Brain", 1958;
 * the proof: Novikoff, "On Convergence Proofs on Perceptrons", 1962.
 *
 * @example
 * const [x, or] = [tensor([[0, 0], [0, 1], [1, 0], [1, 1]]), tensor([0, 1, 1, 1])];
 * const perceptron = new Perceptron(2);
 * for (let epoch = 0; epoch < 10; epoch++) perceptron.learn(x, or);
 * perceptron.forward(x).toArray(); // [0, 1, 1, 1]
 */
export class Perceptron extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor;

  /** Throws: RangeError unless `inputs` is an integer of 0 or more. */
  constructor(inputs: number) {
    super();
    this.weight = variable(zeros([inputs]));
    this.bias = variable(zeros([]));
  }

  /** Throws: RangeError if `x` is not [n, inputs]. */
  forward(x: Tensor): Tensor {
    return x.matmul(this.weight.unsqueeze(1)).squeeze(1).add(this.bias).gt(0).cast("float32");
  }

  /**
   * Goes once through the examples in order; after each mistake weight += lr · (target − output) · x, and bias likewise.
   * Returns how many mistakes there were.
   *
   * Shapes: x [n, inputs], targets [n] of 0 and 1 → []. Throws: RangeError if they are not.
   */
  learn(x: Tensor, targets: Tensor, options: PerceptronLearning = {}): Tensor {
    const { lr = 1 } = options;
    return noGrad(() => {
      const [{ weight, bias }, wrong] = scan(
        (
          { weight, bias }: { weight: Tensor; bias: Tensor },
          { x, target }: { x: Tensor; target: Tensor },
        ) => {
          const output = weight.mul(x).sum().add(bias).gt(0).cast("float32");
          const error = target.sub(output);
          const next = { weight: weight.add(x.mul(error.mul(lr))), bias: bias.add(error.mul(lr)) };
          return [next, error.abs()];
        },
        { weight: this.weight.add(0), bias: this.bias.add(0) },
        { x, target: targets },
      );
      const mistakes = (wrong as Tensor).sum();
      this.weight.assign(weight);
      this.bias.assign(bias);
      return mistakes;
    });
  }
}
