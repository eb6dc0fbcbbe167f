import { requireKind } from "../base/argument-kinds.ts";
import { type CsvOptions, readCsv } from "./parse-csv.ts";
import { TableDataset, type TableDatasetOptions } from "./table-dataset.ts";

/**
 * The rows of a CSV file as examples: the `target` column is to be predicted from the others. What columns become,
 * `TableDataset` says; how the file is read, `parseCsv`.
 *
 * Throws: RangeError if the file or its columns are not of that kind; what the file system throws.
 *
 * @example sketch
 * const houses = await data.csv("houses.csv", { target: "price", missing: "mean" });
 * const [training, validation] = data.randomSplit(houses, [0.8, 0.2], { seed: 1 });
 */
export async function csv(path: string, options: TableDatasetOptions & CsvOptions): Promise<TableDataset> {
  requireKind("text", "call csv", { path });
  requireKind("options", "call csv", { options });
  return new TableDataset(await readCsv(path, options), options);
}
