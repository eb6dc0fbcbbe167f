import { requireKind } from "../base/argument-kinds.ts";
import { moduleCallOf, setModuleCall } from "../base/module-call.ts";
import { Table, type TableColumn, type Transformer } from "../preprocessing/index.ts";
import { ArrayDataset, type Dataset, type HostTensor } from "./dataset.ts";

/** What of a table is learned from what. */
export interface TableDatasetOptions {
  /** The column to predict. */
  readonly target: string;
  /** Columns that are left out: names, numbers of rows. Default: none. */
  readonly drop?: readonly string[];
  /** Whether the target's values are classes or quantities. Default: classes if they are texts. */
  readonly task?: "classification" | "regression";
  /** Makes the features of the other columns; it is fitted already, on training data. Default: one-hot texts, numbers as they are. */
  readonly prepare?: Transformer;
  /** The classes in the order of their numbers. Default: those that occur, in alphabetical order. */
  readonly classes?: readonly string[];
  /** What stands in for missing numbers; without it they are refused. A missing text is all zeros. */
  readonly missing?: "mean" | "zero";
}

/** A column with more different texts than this is no category. */
const mostCategories = 100;

/**
 * The rows of a table as examples. A batch is two columns: float32 features [batch, features], one a column of numbers
 * and one a category of a column of texts (one-hot), and the target: int32 classes [batch], or float32 quantities
 * [batch, 1].
 *
 * Throws: RangeError if there is no such column, a number is missing and `missing` says nothing, the target of a row is
 * missing or none of the classes, or a column has more than 100 different texts.
 *
 * @example
 * const table = parseCsv("age,colour,kind\n3,red,cat\n5,blue,dog\n4,red,dog\n");
 * const animals = new TableDataset(table, { target: "kind" });
 * console.log(animals.features, animals.classes); // age, colour=blue, colour=red; cat, dog
 * animals.length; // 3
 */
export class TableDataset implements Dataset {
  readonly length: number;
  /** The name of each feature; "colour=red" for a category. */
  readonly features: readonly string[];
  /** The name of each class, in alphabetical order; none for quantities. */
  readonly classes: readonly string[] | undefined;
  private readonly rows: ArrayDataset;

  constructor(table: Table, options: TableDatasetOptions) {
    if (!((table as unknown) instanceof Table)) {
      throw new TypeError(
        `Cannot make examples of a ${typeof table}: expected a Table, got ${typeof table}. Make one of rows with Table.of.`,
      );
    }
    requireKind("options", "make a TableDataset", { options });
    const { target, drop = [], missing } = options;
    const goal = table.column(target);
    const others = table.without(target, ...drop);
    const features =
      options.prepare === undefined
        ? [...others.columns].flatMap(([name, column]) => featuresOf(name, column, missing))
        : preparedBy(options.prepare, others);
    if (features.length === 0) {
      throw new RangeError(
        `Cannot learn "${target}" from nothing: expected at least one other column. Pass a table that has more than the target.`,
      );
    }
    const data = new Float32Array(table.length * features.length);
    for (const [i, { values }] of features.entries()) {
      for (let row = 0; row < table.length; row++) data[row * features.length + i] = values[row]!;
    }
    const task = options.task ?? (goal.kind === "text" ? "classification" : "regression");
    const texts = table.texts(target);
    const empty = texts.indexOf(undefined);
    if (empty >= 0) {
      throw new RangeError(
        `Cannot learn "${target}": expected a value in each row, got none in row ${empty + 1} of the data. Remove such rows.`,
      );
    }
    this.classes =
      task === "classification" ? (options.classes ?? [...new Set(texts as string[])].sort()) : undefined;
    const numbers = new Map(this.classes?.map((name, i) => [name, i]));
    const other = this.classes && texts.find((text) => !numbers.has(text!));
    if (other !== undefined) {
      throw new RangeError(
        `Cannot learn "${target}": expected one of the classes ${this.classes!.join(", ")}, got ${other}. Add it to the classes.`,
      );
    }
    const targets: HostTensor =
      this.classes === undefined
        ? { shape: [table.length, 1], data: Float32Array.from(table.numbers(target)) }
        : { shape: [table.length], data: Int32Array.from(texts, (text) => numbers.get(text!)!) };
    this.length = table.length;
    this.features = features.map(({ name }) => name);
    this.rows = new ArrayDataset([{ shape: [table.length, features.length], data }, targets]);
    setModuleCall(this, () => moduleCallOf(this.rows, "data set"));
  }

  batch(indices: Int32Array): HostTensor[] {
    return this.rows.batch(indices);
  }
}

interface Feature {
  readonly name: string;
  readonly values: Float64Array;
}

/** Throws: RangeError if a number is missing, or infinite, after preparation. */
function preparedBy(prepare: Transformer, table: Table): readonly Feature[] {
  const made = prepare.transform(table);
  return made.names.map((name) => {
    const values = made.numbers(name);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return { name, values };
    throw new RangeError(
      `Cannot use the column "${name}": expected a number in each row, got ${values[wrong]} in row ${wrong}. Put SimpleImputer into what prepares it.`,
    );
  });
}

function featuresOf(
  name: string,
  column: TableColumn,
  missing: TableDatasetOptions["missing"],
): readonly Feature[] {
  if (column.kind === "number") return [{ name, values: withoutGaps(name, column.values, missing) }];
  const categories = [...new Set(column.values.filter((value) => value !== undefined))].sort();
  if (categories.length > mostCategories) {
    throw new RangeError(
      `Cannot use the column "${name}" as categories: expected at most ${mostCategories} different texts, got ${categories.length}. Leave it out: { drop: ["${name}"] }.`,
    );
  }
  return categories.map((category) => ({
    name: `${name}=${category}`,
    values: Float64Array.from(column.values, (value) => (value === category ? 1 : 0)),
  }));
}

function withoutGaps(
  name: string,
  values: Float64Array,
  missing: TableDatasetOptions["missing"],
): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === values.length) return values;
  if (missing === undefined) {
    throw new RangeError(
      `Cannot use the column "${name}": expected a number in each row, got ${values.length - present.length} of ${values.length} missing. Pass { missing: "mean" } or { missing: "zero" }, or leave it out with drop.`,
    );
  }
  const stand =
    missing === "zero" || present.length === 0 ? 0 : present.reduce((a, b) => a + b) / present.length;
  return values.map((value) => (Number.isNaN(value) ? stand : value));
}
