/** What a row is divided by: the sum of its sizes, the root of the sum of its squares, or nothing. */
export type TextNorm = "l1" | "l2" | "none";

/** Divides each row of some columns by its norm, in place; rows of zeros stay. */
export function normalizeRows(columns: readonly Float64Array[], norm: TextNorm): void {
  if (norm === "none") return;
  const norms = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    for (const [row, value] of column.entries())
      norms[row]! += norm === "l1" ? Math.abs(value) : value * value;
  }
  for (const column of columns) {
    for (const [row, sum] of norms.entries()) {
      if (sum > 0) column[row]! /= norm === "l1" ? sum : Math.sqrt(sum);
    }
  }
}

/** Throws: RangeError if a norm is unknown. */
export function checkTextNorm(what: string, norm: unknown): void {
  if (norm === undefined || norm === "none" || norm === "l1" || norm === "l2") return;
  throw new RangeError(
    `Cannot make ${what} with norm = ${JSON.stringify(norm)}: expected "l2", "l1" or "none". Leave it out for "l2".`,
  );
}
