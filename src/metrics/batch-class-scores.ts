import { requireKind } from "../base/argument-kinds.ts";
import { arange, type Tensor } from "../tensor/index.ts";
import type { CountedMetric } from "./batch-metric.ts";
import { ConfusionMatrix } from "./confusion-matrix.ts";

/** How the scores of classes become one number. */
export interface ClassScoreOptions {
  readonly numClasses: number;
  /**
   * "macro": their mean, each class alike. "weighted": their mean, each class by its number of examples. A number: that
   * class's own, as in yes-or-no questions. Default: "macro".
   */
  readonly average?: "macro" | "weighted" | number;
}

/**
 * Precision: of the examples taken for a class, the share that are of it, TP / (TP + FP). A class that none was taken
 * for has 0.
 *
 * Shapes: outputs [batch, classes], labels [batch] int32.
 * Throws: RangeError if `numClasses` is no positive integer, or `average` names no class.
 * Source: as `precision`.
 *
 * @example
 * const metrics = { precision: batchPrecision({ numClasses: 10 }) };
 */
export function batchPrecision(options: ClassScoreOptions): CountedMetric {
  requireKind("options", "call batchPrecision", { options });
  return classScore(options, (matrix, c) => matrix.precision(c));
}

/**
 * Recall: of the examples of a class, the share that were taken for it, TP / (TP + FN). A class without examples has 0.
 *
 * Shapes: outputs [batch, classes], labels [batch] int32.
 * Throws: RangeError if `numClasses` is no positive integer, or `average` names no class.
 * Source: as `recall`.
 *
 * @example
 * const metrics = { recall: batchRecall({ numClasses: 2, average: 1 }) };
 */
export function batchRecall(options: ClassScoreOptions): CountedMetric {
  requireKind("options", "call batchRecall", { options });
  return classScore(options, (matrix, c) => matrix.recall(c));
}

/**
 * F1, the harmonic mean of precision and recall: 2 · precision · recall / (precision + recall).
 *
 * Shapes: outputs [batch, classes], labels [batch] int32.
 * Throws: RangeError if `numClasses` is no positive integer, or `average` names no class.
 * Source: as `fScore`.
 *
 * @example
 * const metrics = { f1: batchF1({ numClasses: 10 }) };
 */
export function batchF1(options: ClassScoreOptions): CountedMetric {
  requireKind("options", "call batchF1", { options });
  return classScore(options, (matrix, c) => matrix.f1(c));
}

function classScore(
  { numClasses, average = "macro" }: ClassScoreOptions,
  scoreOf: (matrix: ConfusionMatrix, c: number) => number,
): CountedMetric {
  // Refuses numbers of classes that there cannot be.
  new ConfusionMatrix(numClasses);
  if (typeof average === "number" && !(Number.isInteger(average) && average >= 0 && average < numClasses)) {
    throw new RangeError(
      `Cannot score class ${average} of ${numClasses}: expected "macro", "weighted" or 0 to ${numClasses - 1}. Number the classes from 0.`,
    );
  }
  return {
    count: (outputs, labels) => confusion(outputs, labels),
    value: (counts) => {
      const matrix = new ConfusionMatrix(numClasses);
      matrix.counts.set(counts);
      if (typeof average === "number") return scoreOf(matrix, average);
      let sum = 0;
      for (let c = 0; c < numClasses; c++) {
        let examples = 0;
        for (let p = 0; p < numClasses; p++) examples += matrix.count(c, p);
        sum += scoreOf(matrix, c) * (average === "macro" ? 1 / numClasses : examples / matrix.total);
      }
      return sum;
    },
  };
}

/** How often class t was taken for class p over a batch, [classes, classes]. */
function confusion(outputs: Tensor, labels: Tensor): Tensor {
  const [batch, classes] = outputs.shape as [number, number];
  const each = arange(0, classes, { dtype: "int32" });
  const oneHot = (numbers: Tensor): Tensor => numbers.reshape([batch, 1]).eq(each).cast("float32"); // [batch, classes]
  return oneHot(labels)
    .transpose(0, 1)
    .matmul(oneHot(outputs.argmax({ axis: 1 })));
}
