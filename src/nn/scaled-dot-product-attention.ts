import { type AttentionOptions, attention } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";

/**
 * softmax(scale · query · keyᵀ) · value. As in PyTorch's function of this name, a bool `mask` is true where a query may
 * look, and a float32 one is added to the scores; a query that may look at nothing gives NaN.
 *
 * Shapes: query […, queries, width], key […, keys, width], value […, keys, features], a mask that broadcasts to
 * […, queries, keys] → […, queries, features].
 *
 * Throws: RangeError or TypeError if they do not fit.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1.
 *
 * @example
 * const x = rand([2, 4, 7, 16]); // [batch, heads, tokens, width]
 * nn.scaledDotProductAttention(x, x, x, { causal: true }).shape; // [2, 4, 7, 16]
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions<Tensor> = {},
): Tensor {
  const { mask, ...rest } = options;
  if (mask === undefined) return compute([query, key, value], (q, k, v) => attention(q, k, v, rest));
  return compute([query, key, value, mask], (q, k, v, mask) => attention(q, k, v, { ...rest, mask }));
}
