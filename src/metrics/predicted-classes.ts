import { requireKind } from "../base/argument-kinds.ts";

/**
 * The class with the greatest score in each row, the first one where several are greatest: argmax(scores[i]). A NaN
 * counts as greatest, as in PyTorch.
 *
 * Shapes: scores [n · numClasses], row by row; the result is [n].
 * Throws: RangeError if the scores do not fill whole rows.
 * Source: PyTorch, `Tensor.argmax`.
 *
 * @example
 * predictedClasses([0.1, 0.9, 0.7, 0.3], 2); // Int32Array [1, 0]
 */
export function predictedClasses(scores: ArrayLike<number>, numClasses: number): Int32Array {
  requireKind("list", "call predictedClasses", { scores });
  if (!Number.isInteger(numClasses) || numClasses < 1 || scores.length % numClasses !== 0) {
    throw new RangeError(
      `Cannot split ${scores.length} scores into rows of ${numClasses} classes: expected a positive multiple of ` +
        `the number of classes. Pass the scores of whole rows and the length of a row.`,
    );
  }
  const classes = new Int32Array(scores.length / numClasses);
  for (let row = 0; row < classes.length; row++) {
    let best = 0;
    for (let column = 1; column < numClasses; column++) {
      const score = scores[row * numClasses + column]!;
      const greatest = scores[row * numClasses + best]!;
      if (score > greatest || (Number.isNaN(score) && !Number.isNaN(greatest))) best = column;
    }
    classes[row] = best;
  }
  return classes;
}
