import { ConfusionMatrix } from "./confusion-matrix.ts";
import { requireSameLength } from "./same-length.ts";

/**
 * How the numbers of classes become one: `macro` is their mean, `weighted` their mean by how many cases of each there are,
 * `micro` counts all decisions together, and `binary` is the number of class 1.
 */
export type Averaging = "macro" | "weighted" | "micro" | "binary";

/** How numbers of classes are put together. */
export interface AveragingOptions {
  /** Default: `macro`. */
  readonly average?: Averaging;
  /** How many classes there are. Default: those that occur among predictions or labels, as in scikit-learn. */
  readonly numClasses?: number;
}

/** What was right and wrong about one class, or about all together. */
export interface ClassCounts {
  /** Of this class, and predicted so. */
  readonly hits: number;
  readonly predicted: number;
  readonly actual: number;
}

/**
 * A number of each class, averaged; a quotient without cases is 0, as with scikit-learn's `zero_division=0`.
 *
 * Throws: RangeError if the lengths differ or a class is out of range; if `binary` is asked for other classes than 0 and 1.
 */
export function averageOverClasses(
  what: string,
  [predictions, labels]: readonly [ArrayLike<number>, ArrayLike<number>],
  { average = "macro", numClasses }: AveragingOptions,
  score: (counts: ClassCounts) => number,
): number {
  requireSameLength(what, ["predictions", predictions], ["labels", labels]);
  const all = new Set([...Array.from(predictions), ...Array.from(labels)]);
  const matrix = new ConfusionMatrix(numClasses ?? 1 + Math.max(1, ...all));
  matrix.add(predictions, labels);
  const counts = Array.from({ length: matrix.numClasses }, (_, c) => countsOf(matrix, c));
  if (average === "binary") {
    if (matrix.numClasses > 2) {
      throw new RangeError(
        `Cannot compute ${what} of class 1 among ${matrix.numClasses} classes: expected classes 0 and 1. Pass { average: ` +
          '"macro" }, "weighted" or "micro".',
      );
    }
    return score(counts[1]!);
  }
  const counted = numClasses === undefined ? counts.filter((_, c) => all.has(c)) : counts;
  const sum = (of: (counts: ClassCounts) => number) => counted.reduce((total, each) => total + of(each), 0);
  if (average === "micro") {
    return score({
      hits: sum(({ hits }) => hits),
      predicted: sum(({ predicted }) => predicted),
      actual: sum(({ actual }) => actual),
    });
  }
  const weight = ({ actual }: ClassCounts) => (average === "weighted" ? actual : 1);
  return sum((each) => weight(each) * score(each)) / sum(weight);
}

function countsOf(matrix: ConfusionMatrix, c: number): ClassCounts {
  let [predicted, actual] = [0, 0];
  for (let other = 0; other < matrix.numClasses; other++) {
    predicted += matrix.count(other, c);
    actual += matrix.count(c, other);
  }
  return { hits: matrix.count(c, c), predicted, actual };
}
