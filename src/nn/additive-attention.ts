import type { Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** What is attended to, and what must not be. */
export interface SimpleAttentionInputs {
  /** [batch, keys, features]. Default: the keys. */
  readonly values?: Tensor;
  /** Keys that must not be looked at, true there: [batch, keys]. */
  readonly keyPaddingMask?: Tensor;
}

/** What `attend` gives. */
export interface SimplyAttended {
  /** [batch, queries, features of the values]. */
  readonly output: Tensor;
  /** What each query gave to each key: [batch, queries, keys]. */
  readonly weights: Tensor;
}

/** Mixes values by softmax of scores. Shapes: scores [batch, queries, keys], keys [batch, keys, …]. */
export function mixByScores(
  scores: Tensor,
  keys: Tensor,
  { values = keys, keyPaddingMask: mask }: SimpleAttentionInputs,
): SimplyAttended {
  const [batch, , count] = scores.shape as [number, number, number];
  checkInputTensor("attention", "values", values);
  checkShape("values to attend to", values, [batch, count, values.shape.at(-1) ?? 0]);
  if (mask !== undefined) checkShape("a key padding mask", mask, [batch, count]);
  const seen = mask === undefined ? scores : mask.unsqueeze(1).where(Number.NEGATIVE_INFINITY, scores);
  const weights = seen.softmax();
  return { output: weights.matmul(values), weights };
}

/**
 * Attention by a small network, score = v · tanh(W · query + U · key), whose softmax over the keys weighs the values.
 *
 * Shapes: queries [batch, queries, queryFeatures], keys [batch, keys, keyFeatures] → [batch, queries, features of the
 * values].
 * Source: Bahdanau, Cho, Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", 2014,
 * section A.1.2.
 *
 * @example
 * new nn.AdditiveAttention(16, 12, 8).forward(rand([2, 1, 16]), rand([2, 7, 12])).shape; // [2, 1, 12]
 */
export class AdditiveAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly score: Linear;

  /** Throws: RangeError if a number is not a positive integer. */
  constructor(queryFeatures: number, keyFeatures: number, hiddenFeatures: number) {
    super();
    checkNumber("AdditiveAttention", "hiddenFeatures", hiddenFeatures, { least: 1, integer: true });
    this.query = new Linear(queryFeatures, hiddenFeatures, { bias: false });
    this.key = new Linear(keyFeatures, hiddenFeatures, { bias: false });
    this.score = new Linear(hiddenFeatures, 1, { bias: false });
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(queries: Tensor, keys: Tensor, inputs: SimpleAttentionInputs = {}): Tensor {
    checkInputTensor("AdditiveAttention", "queries", queries);
    checkInputTensor("AdditiveAttention", "keys", keys);
    return this.attend(queries, keys, inputs).output;
  }

  /** As `forward`, with the weights of the keys. Throws: RangeError if a shape does not fit. */
  attend(queries: Tensor, keys: Tensor, inputs: SimpleAttentionInputs = {}): SimplyAttended {
    const [batch = 0, count = 0] = queries.shape;
    checkShape("queries of AdditiveAttention", queries, [batch, count, this.query.inFeatures]);
    checkShape("keys of AdditiveAttention", keys, [batch, keys.shape[1] ?? 0, this.key.inFeatures]);
    const sums = this.query.forward(queries).unsqueeze(2).add(this.key.forward(keys).unsqueeze(1));
    return mixByScores(this.score.forward(sums.tanh()).squeeze(-1), keys, inputs);
  }
}
