import { defaultGenerator, type Random } from "../tensor/index.ts";

/** Which tokens can come next, and how likely. */
export interface SampleTokenOptions {
  /** By what logits are divided: below 1 the likely becomes likelier; 0 takes the likeliest. Default: 1. */
  readonly temperature?: number | undefined;
  /** Only so many of the likeliest tokens. Default: all. */
  readonly topK?: number | undefined;
  /** Only the likeliest tokens that together have at least this probability. Default: 1, all. */
  readonly topP?: number | undefined;
  /** Where the number comes from. Default: a new stream of the default generator, which `manualSeed` repeats. */
  readonly random?: Random | undefined;
}

/**
 * Draws a token with the probability softmax(logits / temperature), among the `topK` likeliest, and of those among the
 * likeliest that together have the probability `topP`.
 *
 * Throws: RangeError if there are no logits, one is NaN, or an option is out of its range.
 * Source: Fan, Lewis, Dauphin, "Hierarchical Neural Story Generation", 2018, section 5.4 (top k); Holtzman, Buys, Du,
 * Forbes, Choi, "The Curious Case of Neural Text Degeneration", 2019, section 3.1 (top p).
 *
 * @example
 * sampleToken(Float32Array.of(0.1, 4, 2), { temperature: 0.8, topK: 1 }); // 1
 */
export function sampleToken(logits: ArrayLike<number>, options: SampleTokenOptions = {}): number {
  const { temperature = 1, topK = logits.length, topP = 1 } = options;
  requireOptions(logits, temperature, topK, topP);
  const likeliestFirst = Array.from(logits, (logit, token) => ({ logit, token })).sort(
    (a, b) => b.logit - a.logit || a.token - b.token,
  );
  const most = likeliestFirst[0]!;
  if (temperature === 0) return most.token;
  const candidates = likeliestFirst.slice(0, topK).map(({ logit, token }) => ({
    token,
    weight: Math.exp((logit - most.logit) / temperature),
  }));
  const whole = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let inside = 0;
  let kept = 0;
  while (kept < candidates.length && (kept === 0 || inside < topP * whole))
    inside += candidates[kept++]!.weight;
  let left = (options.random ?? defaultGenerator.host()).uniform(0, inside);
  for (const { token, weight } of candidates.slice(0, kept - 1)) {
    left -= weight;
    if (left < 0) return token;
  }
  return candidates[kept - 1]!.token;
}

function requireOptions(logits: ArrayLike<number>, temperature: number, topK: number, topP: number): void {
  const wrong =
    logits.length === 0 || Array.from(logits).some(Number.isNaN)
      ? ["logits", "one number a token", logits.length === 0 ? "none" : "NaN"]
      : !(temperature >= 0 && temperature < Number.POSITIVE_INFINITY)
        ? ["temperature", "a number of at least 0, such as 0.8", temperature]
        : !(Number.isInteger(topK) && topK >= 1)
          ? ["topK", "a positive integer, such as 40", topK]
          : !(topP > 0 && topP <= 1) && ["topP", "a probability above 0 and at most 1, such as 0.9", topP];
  if (wrong === false) return;
  const [name, expected, got] = wrong;
  throw new RangeError(
    `Cannot sample a token: expected as ${name} ${expected}, got ${got}. Mend it or leave it out.`,
  );
}
