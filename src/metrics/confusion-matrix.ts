import { requireKind } from "../base/argument-kinds.ts";
import { quotient } from "./quotient.ts";

/** Their counts are 8 GB. */
const mostClasses = 2 ** 15;

/**
 * How often each class was taken for each class, counted batch by batch on the host.
 *
 * precision(c) = count(c, c) / Σₜ count(t, c), recall(c) = count(c, c) / Σₚ count(c, p), and F1 is their harmonic
 * mean. A quotient without cases is 0.
 *
 * Source: scikit-learn, `confusion_matrix`.
 *
 * @example
 * const matrix = new ConfusionMatrix(3);
 * matrix.add([0, 2, 2], [0, 1, 2]);
 * matrix.count(1, 2); // 1: a 1 that was taken for a 2
 */
export class ConfusionMatrix {
  readonly numClasses: number;
  /** Row t, column p: how often class t was taken for class p. [numClasses · numClasses] */
  readonly counts: Float64Array;

  /** Throws: RangeError unless `numClasses` is an integer from 1 to 2¹⁵. */
  constructor(numClasses: number) {
    if (!Number.isInteger(numClasses) || numClasses < 1 || numClasses > mostClasses) {
      throw new RangeError(
        `Cannot make a confusion matrix of ${numClasses} classes: expected an integer from 1 to ${mostClasses}. Pass the number of ` +
          `classes the model tells apart.`,
      );
    }
    this.numClasses = numClasses;
    this.counts = new Float64Array(numClasses * numClasses);
  }

  /**
   * Counts a batch of predicted classes and their true ones.
   *
   * Shapes: predictions and labels [n], integers in [0, numClasses).
   * Throws: RangeError if the lengths differ or a class is out of range; then nothing is counted.
   */
  add(predictions: ArrayLike<number>, labels: ArrayLike<number>): void {
    requireKind("list", "count predictions", { predictions, labels });
    if (predictions.length !== labels.length) {
      throw new RangeError(
        `Cannot count ${predictions.length} predictions against ${labels.length} labels: expected as many labels ` +
          `as predictions. Pass the predicted classes and the labels of the same cases.`,
      );
    }
    for (let i = 0; i < labels.length; i++) {
      this.check("label", labels[i]!, i);
      this.check("prediction", predictions[i]!, i);
    }
    for (let i = 0; i < labels.length; i++) {
      const at = labels[i]! * this.numClasses + predictions[i]!;
      this.counts[at] = this.counts[at]! + 1;
    }
  }

  /** How often class `label` was taken for class `prediction`. */
  count(label: number, prediction: number): number {
    return this.counts[label * this.numClasses + prediction]!;
  }

  /** How many cases were counted. */
  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** The share of all cases whose class was found. */
  get accuracy(): number {
    let correct = 0;
    for (let c = 0; c < this.numClasses; c++) correct += this.count(c, c);
    return quotient(correct, this.total);
  }

  /** Of the cases taken for class c, the share that were. */
  precision(c: number): number {
    let predicted = 0;
    for (let label = 0; label < this.numClasses; label++) predicted += this.count(label, c);
    return quotient(this.count(c, c), predicted);
  }

  /** Of the cases of class c, the share that were found. */
  recall(c: number): number {
    let actual = 0;
    for (let prediction = 0; prediction < this.numClasses; prediction++) actual += this.count(c, prediction);
    return quotient(this.count(c, c), actual);
  }

  /** The harmonic mean of precision and recall of class c. */
  f1(c: number): number {
    const precision = this.precision(c);
    const recall = this.recall(c);
    return quotient(2 * precision * recall, precision + recall);
  }

  /** A table: a row a true class, a column a predicted one. */
  toString(): string {
    const header = ["", ...Array.from({ length: this.numClasses }, (_, c) => String(c))];
    const rows = Array.from({ length: this.numClasses }, (_, label) => [
      String(label),
      ...Array.from({ length: this.numClasses }, (_, prediction) => String(this.count(label, prediction))),
    ]);
    const width = Math.max(...[header, ...rows].flat().map((cell) => cell.length));
    return [header, ...rows].map((row) => row.map((cell) => cell.padStart(width)).join(" ")).join("\n");
  }

  private check(what: string, c: number, i: number): void {
    if (Number.isInteger(c) && c >= 0 && c < this.numClasses) return;
    throw new RangeError(
      `Cannot count ${what} ${c} at index ${i}: expected an integer from 0 to ${this.numClasses - 1}. Make the ` +
        `matrix with as many classes as there are, and pass classes, not scores.`,
    );
  }
}
