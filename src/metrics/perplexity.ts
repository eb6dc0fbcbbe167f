import { requireKind } from "../base/argument-kinds.ts";

/**
 * Among how many equally likely tokens a model chooses on average: exp(Σ negativeLogLikelihoods / n).
 *
 * Shapes: negativeLogLikelihoods [n], in natural logarithms, as `losses.crossEntropy` with `reduction: "none"` gives them.
 * Throws: RangeError if there are none.
 * Source: Jelinek and others, "Perplexity: a measure of the difficulty of speech recognition tasks", 1977.
 *
 * @example
 * metrics.perplexity([Math.log(4), Math.log(16)]); // 8
 */
export function perplexity(negativeLogLikelihoods: ArrayLike<number>): number {
  requireKind("list", "call perplexity", { negativeLogLikelihoods });
  const count = negativeLogLikelihoods.length;
  if (count === 0) {
    throw new RangeError(
      "Cannot compute a perplexity of no tokens: expected at least one. Pass the negative log-likelihood of each token.",
    );
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += negativeLogLikelihoods[i]!;
  return Math.exp(sum / count);
}
