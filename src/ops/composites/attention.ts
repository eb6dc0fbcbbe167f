/** Attention: mixtures of values, weighed by how well their keys fit a query. */

import type { Shape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { add, mul } from "../arithmetic.ts";
import { le } from "../comparison.ts";
import { matmul } from "../dot.ts";
import { permute } from "../movement.ts";
import { where } from "../selection.ts";
import { iota } from "../source.ts";
import { softmax } from "./softmax.ts";

/** Which keys a query may look at, and how sharply. */
export interface AttentionOptions<T = Value> {
  /** A bool that is true where a query may look, or a float32 that is added to the scores; broadcast to them. */
  readonly mask?: T | undefined;
  /** Whether query i may look at keys 0 … i only. Default: false. */
  readonly causal?: boolean;
  /** What products are multiplied by. Default: 1/√width. */
  readonly scale?: number;
}

/**
 * softmax(scale · query · keyᵀ) over the keys that may be looked at; NaN for a query that may look at none.
 *
 * Shapes: query […, queries, width], key […, keys, width] → […, queries, keys].
 * Throws: RangeError or TypeError if they do not fit.
 */
export function attentionWeights(query: Value, key: Value, options: AttentionOptions = {}): Value {
  const { mask, causal = false, scale = 1 / Math.sqrt(query.shape.at(-1) ?? 1) } = options;
  const scores = matmul(mul(query, scale), permute(key, lastTwoExchanged(key.shape)));
  const seen = causal ? where(past(scores.shape), scores, Number.NEGATIVE_INFINITY) : scores;
  if (mask === undefined) return softmax(seen);
  return softmax(mask.dtype === "bool" ? where(mask, seen, Number.NEGATIVE_INFINITY) : add(seen, mask));
}

/**
 * attentionWeights(query, key) · value.
 *
 * Shapes: query […, queries, width], key […, keys, width], value […, keys, features] → […, queries, features].
 * Throws: RangeError or TypeError if they do not fit.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1.
 */
export function attention(query: Value, key: Value, value: Value, options: AttentionOptions = {}): Value {
  return matmul(attentionWeights(query, key, options), value);
}

/** Whether a key's index is at most its query's. */
function past(scores: Shape): Value {
  const matrix = scores.slice(-2);
  return le(iota(matrix, 1), iota(matrix, 0));
}

function lastTwoExchanged(shape: Shape): number[] {
  const order = shape.map((_, axis) => axis);
  return [...order.slice(0, -2), ...order.slice(-2).reverse()];
}
