import { requireKind } from "../base/argument-kinds.ts";

/**
 * How much a series changes from one season to the same place in the next, dₜ = yₜ₊ₚ − yₜ: with period 1 its steps, with
 * that of its seasons what is left of it without them. `undifference` is the inverse.
 *
 * Shapes: values [n]; the result is [n − period].
 * Throws: RangeError if the period is no integer from 1 to n − 1.
 * Source: Box and Jenkins, "Time Series Analysis: Forecasting and Control", 1970, chapter 4.
 *
 * @example
 * difference([1, 4, 9, 16]); // [3, 5, 7]
 * difference([1, 4, 9, 16], 2); // [8, 12]
 */
export function difference(values: ArrayLike<number>, period = 1): Float64Array {
  requireKind("list", "call difference", { values });
  if (!Number.isInteger(period) || period < 1 || period >= values.length) {
    throw new RangeError(
      `Cannot take differences over ${period} steps of ${values.length} values: expected an integer from 1 to ${values.length - 1}. Leave the period out for differences of neighbours.`,
    );
  }
  return Float64Array.from({ length: values.length - period }, (_, t) => values[t + period]! - values[t]!);
}

/**
 * The values of a series that go on from given ones by differences, yₜ₊ₚ = yₜ + dₜ, p being as many as the given ones: those
 * after the first of a series, or a forecast after its last.
 *
 * Shapes: differences [n], before [period]; the result is [n].
 * Throws: RangeError if no values are given to go on from.
 * Source: Box and Jenkins, "Time Series Analysis: Forecasting and Control", 1970, chapter 4.
 *
 * @example
 * undifference([3, 5, 7], [1]); // [4, 9, 16]
 * undifference([8, 12], [1, 4]); // [9, 16]
 */
export function undifference(differences: ArrayLike<number>, before: ArrayLike<number>): Float64Array {
  requireKind("list", "call undifference", { differences, before });
  const period = before.length;
  if (period === 0) {
    throw new RangeError(
      "Cannot undo differences without a value before them: expected as many values as the differences go over, got none. Pass those that were before the first difference.",
    );
  }
  const values = new Float64Array(differences.length);
  for (let t = 0; t < values.length; t++) {
    values[t] = (t < period ? before[t]! : values[t - period]!) + differences[t]!;
  }
  return values;
}
