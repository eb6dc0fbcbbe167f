import { requireKind } from "../base/argument-kinds.ts";
import { predictedClasses } from "../metrics/index.ts";
import { type Evaluation, LBFGSState, lbfgsStep } from "../optim/lbfgs-step.ts";
import { finiteRows, labelledRows } from "./labelled-rows.ts";
import type { Rows } from "./pca.ts";

/** A linear classifier, made by `fitLogisticRegression`. */
export interface LogisticRegression {
  /** [numClasses, features], or of two classes [1, features], for class 1. */
  readonly coefficients: readonly Float64Array[];
  /** One for each row of coefficients. */
  readonly intercepts: Float64Array;
  /** P(class | row): [rows · numClasses], row by row. */
  probabilities(rows: Rows): Float64Array;
  /** The likeliest class of each row. */
  predict(rows: Rows): Int32Array;
}

/** How a logistic regression is fitted. */
export interface LogisticRegressionOptions {
  /** How many classes there are. */
  readonly numClasses: number;
  /** What the loss counts against the penalty: smaller numbers keep coefficients smaller. Default 1. */
  readonly C?: number;
  /** The most iterations. Default 1,000. */
  readonly maxIterations?: number;
}

/**
 * Logistic regression: the coefficients of least ½ ‖w‖² + C Σ −log P(label | row), with P = softmax(w · x + b), or σ(w · x + b)
 * of two classes, found by L-BFGS in float64 from 0. What a network is to beat: it is one linear layer. Features of different
 * units need scaling first.
 *
 * Shapes: rows [n, …], whose other axes are columns; labels [n], integers from 0.
 * Throws: RangeError if C is not above 0, a label is none of the classes, or something is not finite.
 * Source: Cox, "The regression analysis of binary sequences", 1958; scikit-learn, `LogisticRegression`.
 *
 * @example
 * const line = fitLogisticRegression({ shape: [4, 1], data: [-2, -1, 1, 2] }, [0, 0, 1, 1], { numClasses: 2 });
 * line.predict({ shape: [2, 1], data: [-3, 3] }); // Int32Array [0, 1]
 */
export function fitLogisticRegression(
  rows: Rows,
  labels: ArrayLike<number>,
  options: LogisticRegressionOptions,
): LogisticRegression {
  requireKind("shaped", "call fitLogisticRegression", { rows });
  requireKind("list", "call fitLogisticRegression", { labels });
  requireKind("options", "call fitLogisticRegression", { options });
  const { numClasses, C = 1, maxIterations = 1000 } = options;
  const what = "logistic regression";
  const fitted = labelledRows(what, rows, labels, numClasses);
  if (!(C > 0 && Number.isFinite(C)) || !Number.isInteger(maxIterations) || maxIterations < 1) {
    throw new RangeError(
      `Cannot fit ${what} with C = ${C} and maxIterations = ${maxIterations}: expected a finite number above 0, and a positive integer. Leave them out for 1 and 1,000.`,
    );
  }
  const { points, features } = fitted;
  const outputs = numClasses === 2 ? 1 : numClasses;
  const width = features + 1;
  const evaluate = (w: ArrayLike<number>): Evaluation => {
    const gradient = new Float64Array(outputs * width);
    let loss = 0;
    for (let c = 0; c < outputs; c++) {
      for (let i = 0; i < features; i++) {
        const weight = w[c * width + i]!;
        loss += (weight * weight) / 2;
        gradient[c * width + i] = weight;
      }
    }
    for (const [row, x] of points.entries()) {
      const label = fitted.labels[row]!;
      const { probabilities, logLikelihood } = classes(scores(w, x, outputs), label);
      loss -= C * logLikelihood;
      for (let c = 0; c < outputs; c++) {
        const number = outputs === 1 ? 1 : c;
        const error = C * (probabilities[number]! - Number(label === number));
        for (let i = 0; i < features; i++) gradient[c * width + i]! += error * x[i]!;
        gradient[c * width + features]! += error;
      }
    }
    return { loss, gradient };
  };
  const settings = {
    ...{ lr: 1, maxIter: maxIterations, maxEval: 2 * maxIterations },
    ...{ toleranceGrad: 1e-10 * C * points.length, toleranceChange: 0, lineSearch: "strong_wolfe" as const },
  };
  const start = new Float64Array(outputs * width);
  const { x: found } = lbfgsStep(new LBFGSState(10), start, evaluate, settings);
  const parts = Array.from({ length: outputs }, (_, c) =>
    Float64Array.from({ length: width }, (_, i) => found[c * width + i]!),
  );
  const probabilities = (given: Rows): Float64Array => {
    const queries = finiteRows(what, given, features);
    const result = new Float64Array(queries.length * numClasses);
    for (const [row, x] of queries.entries()) {
      result.set(classes(scores(found, x, outputs), 0).probabilities, row * numClasses);
    }
    return result;
  };
  return {
    coefficients: parts.map((part) => part.slice(0, features)),
    intercepts: Float64Array.from(parts, (part) => part[features]!),
    probabilities,
    predict: (given) => predictedClasses(probabilities(given), numClasses),
  };
}

function scores(w: ArrayLike<number>, x: Float64Array, outputs: number): Float64Array {
  const width = x.length + 1;
  return Float64Array.from({ length: outputs }, (_, c) => {
    let sum = w[c * width + x.length]!;
    for (let i = 0; i < x.length; i++) sum += w[c * width + i]! * x[i]!;
    return sum;
  });
}

/** One score stands for class 1 against 0. */
function classes(
  scores: Float64Array,
  label: number,
): { probabilities: Float64Array; logLikelihood: number } {
  const all = scores.length === 1 ? Float64Array.of(0, scores[0]!) : scores;
  const most = all.reduce((a, b) => Math.max(a, b));
  const sum = all.reduce((total, score) => total + Math.exp(score - most), 0);
  const logSum = most + Math.log(sum);
  return {
    probabilities: all.map((score) => Math.exp(score - logSum)),
    logLikelihood: all[label]! - logSum,
  };
}
