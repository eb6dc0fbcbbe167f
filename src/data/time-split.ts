import { requireKind } from "../base/argument-kinds.ts";
import { Table } from "../preprocessing/index.ts";

/**
 * Splits a table whose rows are in the order of time into parts of the given shares, the earliest first, so that nothing is
 * learned from what comes later. `context` rows before it go with each part but the first: the inputs of its first windows
 * then lie in the part before, and their targets are its own.
 *
 * Throws: RangeError if the shares are not positive or do not add up to 1, a part would be empty, or there are not so many
 * rows before a part.
 * Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", third edition, 2021, section 5.8.
 *
 * @example
 * const table = Table.of([[1], [2], [3], [4], [5]]);
 * const [training, later] = timeSplit(table, [0.6, 0.4], { context: 1 });
 * training!.numbers("x0"); // [1, 2, 3]
 * later!.numbers("x0"); // [3, 4, 5]
 */
export function timeSplit(
  table: Table,
  shares: readonly number[],
  { context = 0 }: { readonly context?: number } = {},
): Table[] {
  if (!((table as unknown) instanceof Table)) {
    throw new TypeError(
      "Cannot split what is no table: expected a preprocessing.Table, got another thing. Make one of rows with Table.of.",
    );
  }
  requireKind("array", "call timeSplit", { shares });
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => !(share > 0)) || Math.abs(sum - 1) > 1e-6) {
    throw new RangeError(
      `Cannot split a table into shares of ${shares.join(", ")}: expected positive numbers that add up to 1. Pass [0.8, 0.1, 0.1], say.`,
    );
  }
  if (!Number.isInteger(context) || context < 0) {
    throw new RangeError(
      `Cannot take ${context} rows before each part: expected an integer from 0. Leave it out for none.`,
    );
  }
  let share = 0;
  let from = 0;
  return shares.map((own, i) => {
    share += own;
    const to = Math.round(share * table.length);
    const first = i === 0 ? from : from - context;
    if (to <= from || first < 0) {
      throw new RangeError(
        `Cannot split ${table.length} rows into shares of ${shares.join(", ")} with ${context} rows before: expected at least one row in each, and as many before. Pass larger shares, or less context.`,
      );
    }
    from = to;
    return table.take(Int32Array.from({ length: to - first }, (_, row) => first + row));
  });
}
