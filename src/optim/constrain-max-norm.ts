import { noGrad, realize, type Tensor } from "../tensor/index.ts";
import { requireFactor, tensorsOf } from "./requirements.ts";

/**
 * Scales every slice w of a weight along its first axis, the weights of one output, by min(1, maxNorm / ‖w‖), so that
 * its norm is at most `maxNorm`. Call it after `step`, with the weights of layers and without biases.
 *
 * Throws: RangeError if `maxNorm` is not a number above 0, or a weight has fewer than two axes.
 * Source: Srivastava and others, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 5.1.
 *
 * @example
 * const layer = new nn.Linear(2, 3);
 * layer.weight.assign(tensor([[6, 8], [0, 1], [0, 0]]));
 * optim.constrainMaxNorm([layer.weight], 5);
 * layer.weight.toArray(); // [[3, 4], [0, 1], [0, 0]]
 */
export function constrainMaxNorm(weights: Iterable<Tensor>, maxNorm: number): void {
  requireFactor("constrainMaxNorm", "maxNorm", maxNorm);
  noGrad(() => {
    for (const weight of tensorsOf("constrainMaxNorm", "weights", weights)) {
      if (weight.rank < 2) {
        throw new RangeError(
          `Cannot constrain the norms of a tensor of shape [${weight.shape.join(", ")}]: expected at least 2 axes, one of ` +
            "outputs and those of their weights. Leave out biases.",
        );
      }
      const axis = Array.from({ length: weight.rank - 1 }, (_, i) => i + 1);
      const norms = weight.mul(weight).sum({ axis, keepDims: true }).sqrt();
      weight.assign(weight.div(norms.div(maxNorm).maximum(1)));
    }
  });
  realize();
}
