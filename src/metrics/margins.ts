import { ConfusionMatrix } from "./confusion-matrix.ts";

/** How many are right, how many there are, and how many were taken for, and are of, each class. */
export function margins(
  predictions: ArrayLike<number>,
  labels: ArrayLike<number>,
): { right: number; total: number; predicted: number[]; actual: number[] } {
  const matrix = new ConfusionMatrix(
    1 + [...Array.from(predictions), ...Array.from(labels)].reduce((a, b) => Math.max(a, b), 0),
  );
  matrix.add(predictions, labels);
  const classes = Array.from({ length: matrix.numClasses }, (_, c) => c);
  return {
    right: classes.reduce((sum, c) => sum + matrix.count(c, c), 0),
    total: labels.length,
    predicted: classes.map((c) => classes.reduce((sum, label) => sum + matrix.count(label, c), 0)),
    actual: classes.map((c) => classes.reduce((sum, guess) => sum + matrix.count(c, guess), 0)),
  };
}
