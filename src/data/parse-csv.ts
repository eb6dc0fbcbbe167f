import { readFile } from "node:fs/promises";
import Papa from "papaparse";
import { requireKind } from "../base/argument-kinds.ts";
import { Table, type TableColumn } from "../preprocessing/table.ts";

/** How a CSV file is read. */
export interface CsvOptions {
  /** The names of the columns, where the first row has none. */
  readonly columns?: readonly string[];
  /** What stands between the cells. Default: found out. */
  readonly delimiter?: string;
}

/** What stands for a missing value. */
const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"]);
const number = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/**
 * The table in the text of a CSV file, whose first row names the columns. A column in which all cells are numbers, or
 * all are "true" or "false" (1 and 0), is one of numbers, any other one of texts; "", NA, NaN, null, None and ? are
 * missing.
 *
 * Throws: RangeError if a row has more or fewer cells than the first, a name occurs twice, a quote is left open, or there are no rows.
 *
 * @example
 * const table = parseCsv("age,name\n31,Ann\n,Bob\n");
 * table.length; // 2
 */
export function parseCsv(text: string, options: CsvOptions = {}): Table {
  requireKind("text", "call parseCsv", { text });
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\ufeff/, ""), {
    skipEmptyLines: true,
    ...(options.delimiter !== undefined && { delimiter: options.delimiter }),
  });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken !== undefined) {
    throw refuse("a quote at the end of each quoted cell", `none after row ${(broken.row ?? 0) + 1}`);
  }
  const names = options.columns ?? data[0]?.map((name) => name.trim()) ?? [];
  const rows = options.columns === undefined ? data.slice(1) : data;
  if (rows.length === 0) throw refuse("at least one row of data", `${data.length} rows`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refuse("columns with different names", `"${twice}" twice`);
  const ragged = rows.findIndex((row) => row.length !== names.length);
  if (ragged >= 0) {
    throw refuse(
      `${names.length} cells in each row, as it has columns`,
      `${rows[ragged]!.length} in row ${ragged + 1} of the data`,
    );
  }
  return new Table(new Map(names.map((name, i) => [name, columnOf(rows.map((row) => row[i]!.trim()))])));
}

/** Reads the table in a CSV file. Throws: as `parseCsv`, naming the file; what the file system throws. */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  requireKind("text", "call readCsv", { path });
  const text = await readFile(path, "utf8");
  try {
    return parseCsv(text, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Cannot read ${path}: ${error.message}`, { cause: error });
  }
}

function columnOf(cells: readonly string[]): TableColumn {
  const present = cells.filter((cell) => !missing.has(cell));
  if (present.every((cell) => number.test(cell))) return numbers(cells, Number);
  if (present.every((cell) => /^(true|false)$/i.test(cell))) {
    return numbers(cells, (cell) => (cell.toLowerCase() === "true" ? 1 : 0));
  }
  return { kind: "text", values: cells.map((cell) => (missing.has(cell) ? undefined : cell)) };
}

function numbers(cells: readonly string[], parse: (cell: string) => number): TableColumn {
  const values = Float64Array.from(cells, (cell) => (missing.has(cell) ? Number.NaN : parse(cell)));
  return { kind: "number", values };
}

function refuse(expected: string, got: string): RangeError {
  return new RangeError(
    `Cannot read CSV: expected ${expected}, got ${got}. Look at the file, or pass the options that fit it.`,
  );
}
