/** coefficient · v with an integer v, low ≤ v ≤ high. */
export interface BoundedTerm {
  readonly coefficient: number;
  readonly low: number;
  readonly high: number;
}

/** Beyond so many tries the answer is "unknown". */
const tries = 20_000;

/**
 * Whether Σ coefficient · v = target has a solution in integers within their bounds. Exact but for "unknown",
 * which strides that nest (as those of arrays do) never come to.
 */
export function hasSolution(terms: readonly BoundedTerm[], target: number): boolean | "unknown" {
  const { ranges, rest } = normalize(terms, target);
  // What the terms from i on can add up to at most, and what all their sums are multiples of.
  const most: number[] = [0];
  const divisor: number[] = [0];
  for (const { coefficient, count } of ranges.toReversed()) {
    most.unshift(most[0]! + coefficient * count);
    divisor.unshift(greatestCommonDivisor(coefficient, divisor[0]!));
  }
  let budget = tries;
  const search = (i: number, left: number): boolean => {
    if (left < 0 || left > most[i]!) return false;
    if (left === 0) return true;
    if (left % divisor[i]! !== 0 || --budget < 0) return false;
    const { coefficient, count } = ranges[i]!;
    const first = Math.max(0, Math.ceil((left - most[i + 1]!) / coefficient));
    const last = Math.min(count, Math.floor(left / coefficient));
    for (let v = last; v >= first; v--) {
      if (search(i + 1, left - coefficient * v)) return true;
    }
    return false;
  };
  const found = search(0, rest);
  return found || budget >= 0 ? found : "unknown";
}

interface Range {
  readonly coefficient: number;
  /** v from 0 to count. */
  readonly count: number;
}

/** Positive, different coefficients in falling order, counted from 0, those that nest without gaps merged. */
function normalize(terms: readonly BoundedTerm[], target: number): { ranges: Range[]; rest: number } {
  const counts = new Map<number, number>();
  let rest = target;
  for (const { coefficient, low, high } of terms) {
    if (high < low) return { ranges: [], rest: -1 };
    if (coefficient === 0) continue;
    rest -= coefficient * (coefficient > 0 ? low : high);
    const size = Math.abs(coefficient);
    counts.set(size, (counts.get(size) ?? 0) + high - low);
  }
  const ranges: Range[] = [];
  for (const [coefficient, count] of [...counts].sort(([a], [b]) => a - b)) {
    const finer = ranges[0];
    const ratio = finer === undefined ? 0 : coefficient / finer.coefficient;
    if (count === 0) continue;
    if (finer !== undefined && Number.isInteger(ratio) && ratio <= finer.count + 1) {
      ranges[0] = { coefficient: finer.coefficient, count: finer.count + ratio * count };
    } else ranges.unshift({ coefficient, count });
  }
  return { ranges, rest };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
