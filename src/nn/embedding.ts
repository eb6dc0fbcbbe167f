import { gather } from "../ops/index.ts";
import { compute, type Parameter, type Tensor } from "../tensor/index.ts";
import { standardNormal } from "./initial.ts";
import { Module } from "./module.ts";

/**
 * The rows of a table that indices name: y[…n, :] = weight[indices[…n], :].
 *
 * An index outside 0 … numEmbeddings − 1 gives a row of NaN and no gradient, and the run throws a RangeError.
 * The gradients of a row that is named several times are added in the order of the indices.
 *
 * Shapes: weight [numEmbeddings, embeddingDim] float32, indices […n] int32 → […n, embeddingDim].
 *
 * Throws: RangeError if the weight does not have two axes, TypeError unless the indices are int32.
 */
export function embedding(weight: Tensor, indices: Tensor): Tensor {
  if (weight.rank !== 2) {
    throw new RangeError(
      `Cannot look up rows of a tensor of shape [${weight.shape.join(", ")}]: expected [numEmbeddings, embeddingDim], ` +
        `got ${weight.rank} axes. Use gather for other shapes.`,
    );
  }
  return compute([weight, indices], (rows, named) => gather(rows, named));
}

/**
 * A table with a learned vector for each of a number of things, such as words: y = weight[indices], by `embedding`.
 *
 * Shapes: indices […] int32 → […, embeddingDim]; weight [numEmbeddings, embeddingDim]. Starts from N(0, 1), as in
 * PyTorch.
 *
 * @example
 * const layer = new nn.Embedding(1000, 64);
 * layer.forward(tensor([[3, 14, 14]], { dtype: "int32" })).shape; // [1, 3, 64]
 */
export class Embedding extends Module {
  readonly weight: Parameter;
  readonly numEmbeddings: number;
  readonly embeddingDim: number;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(numEmbeddings: number, embeddingDim: number) {
    super();
    for (const count of [numEmbeddings, embeddingDim]) {
      if (Number.isInteger(count) && count >= 1) continue;
      throw new RangeError(
        `Cannot make an Embedding of ${numEmbeddings} vectors of ${embeddingDim} elements: expected positive integers, ` +
          `got ${count}. Pass how many things there are and how long a vector is to be.`,
      );
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.weight = standardNormal([numEmbeddings, embeddingDim]);
  }

  /** Throws: TypeError unless the indices are int32. */
  forward(indices: Tensor): Tensor {
    return embedding(this.weight, indices);
  }
}
