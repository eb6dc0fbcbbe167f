import { type Parameter, Tensor, tensor, zeros } from "../tensor/index.ts";
import { embedding } from "./embedding.ts";
import { standardNormal } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `EmbeddingBag`. */
export interface EmbeddingBagOptions {
  /** What becomes of the vectors of a bag. Default: "mean". */
  readonly mode?: "sum" | "mean" | "max";
  /** The index of what does not count. Default: none. */
  readonly paddingIdx?: number;
}

/** What a pass may be given besides indices. */
export interface EmbeddingBagInputs {
  /** Where each bag begins in a row of indices, int32 [bags], the first at 0. Needed for indices [length] only. */
  readonly offsets?: Tensor | readonly number[];
  /** What each vector is multiplied by, of the indices' shape; in mode "sum" only. */
  readonly perSampleWeights?: Tensor;
}

/**
 * The sum, mean or greatest of the vectors that each bag of indices names: y[bag] = Σ weight[i] over its indices i, or
 * their mean, or their max; 0 for an empty bag.
 *
 * Shapes: indices [bags, length], or [length] with `offsets` [bags], int32 → [bags, embeddingDim]; weight [numEmbeddings,
 * embeddingDim]. Starts from N(0, 1), as in PyTorch.
 * Source: Joulin, Grave, Bojanowski, Mikolov, "Bag of Tricks for Efficient Text Classification", 2016, section 2;
 * PyTorch, `nn.EmbeddingBag`.
 *
 * @example
 * const layer = new nn.EmbeddingBag(100, 8);
 * layer.forward(tensor([1, 2, 3, 4], { dtype: "int32" }), { offsets: [0, 3] }).shape; // [2, 8]
 */
export class EmbeddingBag extends Module {
  readonly weight: Parameter;
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly mode: "sum" | "mean" | "max";
  readonly paddingIdx: number | undefined;

  /** Throws: RangeError if a number is out of range or the mode is another word. */
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingBagOptions = {}) {
    super();
    const { mode = "mean", paddingIdx } = options;
    for (const [name, count] of Object.entries({ numEmbeddings, embeddingDim })) {
      checkNumber("EmbeddingBag", name, count, { least: 1, integer: true });
    }
    if (!["sum", "mean", "max"].includes(mode)) {
      throw new RangeError(
        `Cannot make EmbeddingBag with mode "${String(mode)}": expected "sum", "mean" or "max", got "${String(mode)}". Leave ` +
          "it out for means.",
      );
    }
    if (paddingIdx !== undefined) {
      checkNumber("EmbeddingBag", "paddingIdx", paddingIdx, { least: 0, integer: true });
    }
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.mode = mode;
    this.paddingIdx = paddingIdx;
    this.weight = standardNormal([numEmbeddings, embeddingDim]);
  }

  /** Throws: RangeError if shapes do not fit or weights meet another mode, TypeError unless indices are int32. */
  forward(indices: Tensor, inputs: EmbeddingBagInputs = {}): Tensor {
    checkInputTensor("EmbeddingBag", "indices", indices);
    const { offsets, perSampleWeights: weights } = inputs;
    if (indices.rank !== (offsets === undefined ? 2 : 1)) {
      throw new RangeError(
        `Cannot apply EmbeddingBag to indices of shape [${indices.shape.join(", ")}]: expected [bags, length], or [length] ` +
          `with offsets, got ${indices.rank} axes ${offsets === undefined ? "without" : "with"} offsets. Reshape them.`,
      );
    }
    if (weights !== undefined) {
      if (this.mode !== "sum") {
        throw new RangeError(
          `Cannot apply EmbeddingBag with perSampleWeights in mode "${this.mode}": expected the mode "sum", got another. ` +
            'Make the layer with { mode: "sum" }.',
        );
      }
      checkShape("perSampleWeights of EmbeddingBag", weights, indices.shape);
    }
    const vectors = embedding(this.weight, indices); // [bags, length, dim] or [length, dim]
    const weighed = weights === undefined ? vectors : vectors.mul(weights.unsqueeze(-1));
    const counted = this.paddingIdx === undefined ? indices.eq(indices) : indices.ne(this.paddingIdx);
    if (offsets === undefined) return this.#reduce(weighed, counted, 1);
    const starts = offsets instanceof Tensor ? offsets : tensor([...offsets], { dtype: "int32" });
    const bags = starts.shape[0] ?? 0;
    checkShape("offsets of EmbeddingBag", starts, [bags]);
    const places = tensor(Int32Array.from({ length: indices.shape[0]! }, (_, i) => i));
    const bagOf = places.unsqueeze(1).ge(starts.unsqueeze(0)).cast("int32").sum({ axis: 1 }).sub(1); // [length]
    if (this.mode !== "max") {
      const total = (x: Tensor) => zeros([bags, ...x.shape.slice(1)]).indexAdd(bagOf, x);
      const sums = total(counted.unsqueeze(1).where(weighed, 0));
      return this.mode === "sum"
        ? sums
        : sums.div(total(counted.cast("float32").unsqueeze(1)).clamp({ min: 1 }));
    }
    const bag = tensor(Int32Array.from({ length: bags }, (_, i) => i)).unsqueeze(1);
    const isIn = bagOf.unsqueeze(0).eq(bag).logicalAnd(counted.unsqueeze(0)); // [bags, length]
    return this.#reduce(weighed.unsqueeze(0), isIn, 1);
  }

  /** Shapes: vectors [bags or 1, length, dim], counted [bags, length] → [bags, dim]. */
  #reduce(vectors: Tensor, counted: Tensor, axis: number): Tensor {
    const is = counted.unsqueeze(2);
    if (this.mode === "max") {
      const greatest = is.where(vectors, Number.NEGATIVE_INFINITY).max({ axis });
      return is.any({ axis }).where(greatest, 0);
    }
    const sums = is.where(vectors, 0).sum({ axis });
    return this.mode === "sum" ? sums : sums.div(is.cast("float32").sum({ axis }).clamp({ min: 1 }));
  }
}
