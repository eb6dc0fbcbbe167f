import { requireKind } from "../base/argument-kinds.ts";

/** Far more than anything is classified into. */
const mostClasses = 2 ** 24;

/**
 * Weights under which each class counts alike, however rare it is: n / (classes · examples of the class). They go into
 * the loss: `losses.crossEntropy(outputs, labels, { weight: tensor(weights) })`. A class without examples has 0.
 *
 * Shapes: labels [n], integers from 0; the result is [numClasses].
 * Throws: RangeError if a label is none of the classes, or there are not from 1 to 2²⁴ of them.
 * Source: King and Zeng, "Logistic regression in rare events data", 2001.
 *
 * @example
 * balancedClassWeights([0, 0, 0, 1], 2); // [0.6666666666666666, 2]
 */
export function balancedClassWeights(labels: ArrayLike<number>, numClasses: number): number[] {
  requireKind("list", "call balancedClassWeights", { labels });
  if (!Number.isInteger(numClasses) || numClasses < 1 || numClasses > mostClasses) {
    throw new RangeError(
      `Cannot weigh ${numClasses} classes: expected an integer from 1 to ${mostClasses}. Pass how many classes there are.`,
    );
  }
  const counts = new Array<number>(numClasses).fill(0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (counts[label] === undefined) {
      throw new RangeError(
        `Cannot weigh the label ${label} at index ${i}: expected an integer from 0 to ${numClasses - 1}. Pass the number of classes after the labels.`,
      );
    }
    counts[label]++;
  }
  return counts.map((count) => (count === 0 ? 0 : labels.length / (numClasses * count)));
}
