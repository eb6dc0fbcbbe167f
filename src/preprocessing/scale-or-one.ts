/** What a column is divided by: 1 where all that varies is rounding, as in scikit-learn. */
export function scaleOrOne(scale: number): number {
  return scale < 10 * Number.EPSILON ? 1 : scale;
}
