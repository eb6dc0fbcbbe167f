import { exponential } from "./exponential.ts";
import { logarithm } from "./logarithm.ts";
import type { Random } from "./random.ts";

/** A number from Beta(α, α), α > 0: a share of a mixture, even for α = 1, near 0 or 1 for small α. */
export function beta(alpha: number, random: Random): number {
  const [a, b] = [logGamma(alpha, random), logGamma(alpha, random)];
  // In logarithms, since for small α both numbers may be too small for a float.
  return 1 / (1 + exponential(b - a));
}

/**
 * The logarithm of a number from Gamma(shape, 1).
 *
 * Source: Marsaglia and Tsang, "A Simple Method for Generating Gamma Variables", 2000; section 6 for shapes under 1.
 */
function logGamma(shape: number, random: Random): number {
  if (shape < 1) return logGamma(shape + 1, random) + logarithm(positive(random)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (logarithm(positive(random)) < 0.5 * x * x + d - d * v + d * logarithm(v)) {
      return logarithm(d) + logarithm(v);
    }
  }
}

function positive(random: Random): number {
  return 1 - random.uniform();
}
