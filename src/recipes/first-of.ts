import { type Dataset, Subset } from "../data/index.ts";

/** The first so many examples, or all there are. */
export function firstOf(data: Dataset, count: number): Subset {
  return new Subset(
    data,
    Int32Array.from({ length: Math.min(count, data.length) }, (_, i) => i),
  );
}
