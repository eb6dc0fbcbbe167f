import { gather } from "../ops/index.ts";
import { compute, type Parameter, type Tensor } from "../tensor/index.ts";
import { standardNormal } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
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
 * Source: Bengio, Ducharme, Vincent, Jauvin, "A Neural Probabilistic Language Model", 2003, section 2.
 */
export function embedding(weight: Tensor, indices: Tensor): Tensor {
  checkInputTensor("embedding", "a table", weight);
  checkInputTensor("embedding", "indices", indices);
  if (weight.rank !== 2) {
    throw new RangeError(
      `Cannot look up rows of a tensor of shape [${weight.shape.join(", ")}]: expected [numEmbeddings, embeddingDim], ` +
        `got ${weight.rank} axes. Use gather for other shapes.`,
    );
  }
  return compute([weight, indices], (rows, named) => gather(rows, named));
}

/** The options of `Embedding`. */
export interface EmbeddingOptions {
  /** The index of what does not count: its vector starts as zeros and is not learned. Default: none. */
  readonly paddingIdx?: number;
}

/**
 * A table with a learned vector for each of a number of things, such as words: y = weight[indices], by `embedding`.
 *
 * Shapes: indices […] int32 → […, embeddingDim]; weight [numEmbeddings, embeddingDim]. Starts from N(0, 1), as in
 * PyTorch.
 * Source: Bengio, Ducharme, Vincent, Jauvin, "A Neural Probabilistic Language Model", 2003, section 2.
 *
 * @example
 * const layer = new nn.Embedding(1000, 64);
 * layer.forward(tensor([[3, 14, 14]], { dtype: "int32" })).shape; // [1, 3, 64]
 */
export class Embedding extends Module {
  readonly weight: Parameter;
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | undefined;

  /** Throws: RangeError if a number is not a positive integer, or `paddingIdx` names no row. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super();
    const { paddingIdx } = options;
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
    this.paddingIdx = paddingIdx;
    if (paddingIdx === undefined) return;
    if (!Number.isInteger(paddingIdx) || paddingIdx < 0 || paddingIdx >= numEmbeddings) {
      throw new RangeError(
        `Cannot make an Embedding with paddingIdx ${String(paddingIdx)}: expected an integer from 0 to ${numEmbeddings - 1}, ` +
          `got ${String(paddingIdx)}. It is the index of what does not count.`,
      );
    }
    this.weight.assign(this.weight.with([paddingIdx], 0));
  }

  /** Throws: TypeError unless the indices are int32. */
  forward(indices: Tensor): Tensor {
    const vectors = embedding(this.weight, indices);
    if (this.paddingIdx === undefined) return vectors;
    return indices.eq(this.paddingIdx).unsqueeze(-1).where(vectors.detach(), vectors);
  }
}
