import { requireKind } from "../base/argument-kinds.ts";
import { numericColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";

/**
 * What the columns of a table were some rows ago, named `sales_lag1`, `sales_lag7`, …; NaN in the first rows, whose past
 * nobody knows: leave them out, or fill them. Rows are in the order of time, at the same distance.
 *
 * Throws: RangeError if a lag is no integer from 1, or a column holds texts.
 * Source: Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", third edition, 2021, section 7.4.
 *
 * @example
 * lagFeatures(Table.of([[1], [2], [3]]), [1, 2]).rows()[2]!; // [2, 1]
 */
export function lagFeatures(table: Table, lags: readonly number[]): Table {
  if (!((table as unknown) instanceof Table)) {
    throw new TypeError(
      `Cannot make lags of a ${typeof table}: expected a Table, got ${typeof table}. Make one of rows with Table.of.`,
    );
  }
  requireKind("array", "call lagFeatures", { lags });
  const wrong = lags.find((lag) => !Number.isInteger(lag) || lag < 1);
  if (wrong !== undefined) {
    throw new RangeError(
      `Cannot look back ${wrong} rows: expected an integer of at least 1, as what comes later is not known. Pass [1, 2], say.`,
    );
  }
  return Table.ofNumbers(
    numericColumns("lagFeatures", table).flatMap(([name, values]) =>
      lags.map((lag): [string, Float64Array] => [
        `${name}_lag${lag}`,
        values.map((_, row) => values[row - lag] ?? Number.NaN),
      ]),
    ),
  );
}
