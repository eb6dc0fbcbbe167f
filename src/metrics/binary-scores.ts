import { requireSameLength } from "./same-length.ts";

/** Scores of yes/no cases: how many cases are 1 and how many 0. Throws: RangeError unless there are both, and no others. */
export function countBinary(
  what: string,
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): { readonly positives: number; readonly negatives: number } {
  requireSameLength(what, ["scores", scores], ["labels", labels]);
  let positives = 0;
  for (let i = 0; i < labels.length; i++) {
    const [label, score] = [labels[i]!, scores[i]!];
    if ((label !== 0 && label !== 1) || Number.isNaN(score)) {
      throw new RangeError(
        `Cannot compute ${what} with the label ${label} and the score ${score} at index ${i}: expected the label 0 or 1 and ` +
          "a number. For more classes, compute it for each class against the others.",
      );
    }
    positives += label;
  }
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) {
    throw new RangeError(
      `Cannot compute ${what} from ${positives} cases of 1 and ${negatives} of 0: expected some of both. It does not exist ` +
        "for a single class.",
    );
  }
  return { positives, negatives };
}
