import { requireKind } from "../base/argument-kinds.ts";
import { predictedClasses } from "../metrics/index.ts";

/** A classifier of counts, made by `fitMultinomialNaiveBayes`. */
export interface MultinomialNaiveBayes {
  /** log P(class) of each class. */
  readonly classLogPriors: Float64Array;
  /** log P(feature | class): [numClasses · features], class by class. */
  readonly featureLogProbabilities: Float64Array;
  /** log P(class | row): [rows · numClasses], row by row. */
  logProbabilities(counts: ArrayLike<number>): Float64Array;
  /** The likeliest class of each row. */
  predict(counts: ArrayLike<number>): Int32Array;
}

/** How counts are smoothed. */
export interface NaiveBayesOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** What is added to each count, so that what never occurred is not impossible. Default 1, as Laplace did. */
  readonly alpha?: number;
}

/**
 * Multinomial naive Bayes over counts of words or other features: P(class | x) ∝ P(class) Πᵢ P(i | class)^xᵢ, with
 * P(i | class) = (countᵢ + α) / (Σ count + α · features). What a network that classifies texts is to beat.
 *
 * Shapes: counts [rows · features], row by row; labels [rows], integers from 0.
 * Throws: RangeError if the counts do not fill whole rows, a count is negative, a label is none of the classes, or alpha is
 * not above 0.
 * Source: McCallum and Nigam, "A comparison of event models for naive Bayes text classification", 1998; scikit-learn,
 * `MultinomialNB`.
 *
 * @example
 * const bayes = fitMultinomialNaiveBayes([2, 0, 0, 3], [0, 1], { numClasses: 2 });
 * bayes.predict([1, 0, 0, 1]); // Int32Array [0, 1]
 */
export function fitMultinomialNaiveBayes(
  counts: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: NaiveBayesOptions,
): MultinomialNaiveBayes {
  requireKind("list", "call fitMultinomialNaiveBayes", { counts, labels });
  requireKind("options", "call fitMultinomialNaiveBayes", { options });
  const { numClasses, alpha = 1 } = options;
  const features = counts.length / labels.length;
  if (!Number.isInteger(features) || features < 1 || !(alpha > 0)) {
    throw new RangeError(
      `Cannot fit naive Bayes to ${counts.length} counts of ${labels.length} rows with alpha = ${alpha}: expected as many counts for each row, and alpha above 0. Pass the counts of row after row.`,
    );
  }
  const rows = new Float64Array(numClasses);
  const sums = new Float64Array(numClasses * features).fill(alpha);
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row]!;
    if (!Number.isInteger(label) || label < 0 || label >= numClasses) {
      throw new RangeError(
        `Cannot fit naive Bayes to the label ${label} of row ${row}: expected an integer from 0 to ${numClasses - 1}. Number the classes from 0.`,
      );
    }
    rows[label]!++;
    for (let i = 0; i < features; i++) {
      const count = counts[row * features + i]!;
      if (!(count >= 0)) {
        throw new RangeError(
          `Cannot fit naive Bayes to the count ${count} in row ${row}: expected numbers of at least 0. Use counts, not standardized features.`,
        );
      }
      sums[label * features + i]! += count;
    }
  }
  const classLogPriors = rows.map((count) => Math.log(count / labels.length));
  const totals = rows.map((_, c) => sums.slice(c * features, (c + 1) * features).reduce((a, b) => a + b, 0));
  const featureLogProbabilities = sums.map((sum, at) => Math.log(sum / totals[Math.floor(at / features)]!));
  const logProbabilities = (given: ArrayLike<number>): Float64Array => {
    if (given.length % features !== 0) {
      throw new RangeError(
        `Cannot classify ${given.length} counts: expected whole rows of ${features}, as it was fitted on. Pass the counts of row after row.`,
      );
    }
    const result = new Float64Array((given.length / features) * numClasses);
    for (let row = 0; row < given.length / features; row++) {
      const joint = classLogPriors.map((prior, c) => {
        let sum = prior;
        for (let i = 0; i < features; i++) {
          const count = given[row * features + i]!;
          if (count !== 0) sum += count * featureLogProbabilities[c * features + i]!;
        }
        return sum;
      });
      const most = joint.reduce((a, b) => Math.max(a, b));
      const all = most + Math.log(joint.reduce((sum, value) => sum + Math.exp(value - most), 0));
      result.set(
        joint.map((value) => value - all),
        row * numClasses,
      );
    }
    return result;
  };
  return {
    classLogPriors,
    featureLogProbabilities,
    logProbabilities,
    predict: (given) => predictedClasses(logProbabilities(given), numClasses),
  };
}
