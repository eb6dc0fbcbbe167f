/** The middle of a list of numbers and what half of them lie between. */
export interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The median of numbers with both quartiles, interpolated between neighbours; NaN of none. */
export function quartiles(numbers: readonly number[]): Quartiles {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const below = Math.floor(place);
    const [low = Number.NaN, high = low] = sorted.slice(below, below + 2);
    return low + (place - below) * (high - low);
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
