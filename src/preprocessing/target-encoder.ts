import { Random } from "../base/random.ts";
import { type Categories, type Category, categoriesOf, numbering } from "./categories.ts";
import { Table, type TableColumn, type TableLike } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What a `TargetEncoder` does. */
export interface TargetEncoderOptions {
  /**
   * How many rows with the mean of all targets are added to those of a category; "auto" has as many as the variances within the
   * category and of all targets suggest. Default "auto".
   */
  readonly smooth?: "auto" | number;
  /** Into how many parts `fitTransform` cuts the rows. Default 5. */
  readonly folds?: number;
  /** Where these parts come from. Default 0. */
  readonly seed?: number;
}

interface Encoding extends Categories {
  /** What each category becomes, the missing one last. */
  readonly encodings: readonly number[];
}

interface Learned {
  readonly mean: number;
  readonly columns: readonly Encoding[];
}

/**
 * Makes of each category the mean target of its rows, drawn towards the mean of all: (Σ y + m · mean) / (n + m) with
 * m = `smooth`, or with "auto" λ · (its mean) + (1 − λ) · mean, λ = v / (v + w / n) for the variance v of all targets and w
 * within the category. For columns of very many categories. A category that did not occur becomes the mean of all targets;
 * what is missing is a category of its own. It has no inverse.
 *
 * `fitTransform` encodes each row by the rows of the other `folds` only, so that no row is told its own target: use it for
 * training rows, and `transform` for all others. `fit` needs the targets: numbers, or 0 and 1 for two classes.
 *
 * Throws: RangeError if there are no targets, one is not finite, `smooth` is negative, or there are fewer rows than folds.
 * Source: Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes in classification and prediction
 * problems", 2001; scikit-learn 1.3, `TargetEncoder`.
 *
 * @example
 * const encoder = new TargetEncoder({ smooth: 1 }).fit([["a"], ["a"], ["b"]], [1, 3, 8]);
 * encoder.transform([["a"], ["b"], ["c"]]).rows(); // [[2.6666666666666665], [6], [4]]
 */
export class TargetEncoder extends Transformer<Learned> {
  readonly transformer = "TargetEncoder";
  protected readonly options: TargetEncoderOptions;

  constructor(options: TargetEncoderOptions = {}) {
    super();
    const { smooth = "auto", folds = 5 } = options;
    if (smooth !== "auto" && !(smooth >= 0 && Number.isFinite(smooth))) {
      throw new RangeError(
        `Cannot encode by targets with smooth = ${smooth}: expected "auto" or a finite number from 0 on. Leave it out for "auto".`,
      );
    }
    if (!Number.isInteger(folds) || folds < 2) {
      throw new RangeError(
        `Cannot encode by targets with folds = ${folds}: expected an integer from 2 on. Leave it out for 5.`,
      );
    }
    this.options = options;
  }

  /** Each row by what the rows of the other folds say; what is learned is of all rows. */
  override fitTransform(input: TableLike, target?: ArrayLike<number>): Table {
    const table = Table.of(input);
    this.fit(table, target);
    const { folds = 5, seed = 0 } = this.options;
    if (table.length < folds) {
      throw new RangeError(
        `Cannot encode ${table.length} rows by ${folds} folds: expected at least as many rows. Pass fewer { folds }.`,
      );
    }
    const order = new Random(seed).permutation(table.length);
    const made = table.names.map((name) => [name, new Float64Array(table.length)] as const);
    for (let fold = 0; fold < folds; fold++) {
      const held = order.filter((_, i) => i % folds === fold);
      const rest = order.filter((_, i) => i % folds !== fold);
      const targets = Float64Array.from(rest, (row) => target![row]!);
      const part = this.apply(table.take(held), this.learn(table.take(rest), targets));
      for (const [name, values] of made) {
        for (const [i, value] of part.numbers(name).entries()) values[held[i]!] = value;
      }
    }
    return Table.ofNumbers(made);
  }

  protected learn(table: Table, target?: ArrayLike<number>): Learned {
    if (target === undefined) {
      throw new RangeError(
        "Cannot fit TargetEncoder without targets: expected a number for each row. Pass them after the rows: fit(rows, targets).",
      );
    }
    const targets = Float64Array.from(target);
    const wrong = targets.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot fit TargetEncoder to the target ${targets[wrong]} of row ${wrong}: expected finite numbers. Number classes from 0 to 1.`,
      );
    }
    const mean = meanOf(targets);
    const variance = meanOf(targets.map((value) => (value - mean) ** 2));
    const columns = [...table.columns].map(([name, column]) => {
      const found = categoriesOf(name, column);
      const groups = Array.from(
        { length: found.values.length + (found.missing ? 1 : 0) },
        (): number[] => [],
      );
      for (const [row, number] of numbersOf(column, found).entries()) groups[number]!.push(targets[row]!);
      return { ...found, encodings: groups.map((group) => this.encodingOf(group, mean, variance)) };
    });
    return { mean, columns };
  }

  protected apply(table: Table, { mean, columns }: Learned): Table {
    return Table.ofNumbers(
      [...table.columns].map(([name, column], i): [string, Float64Array] => {
        const { encodings, ...found } = columns[i]!;
        return [name, numbersOf(column, found).map((number) => encodings[number] ?? mean)];
      }),
    );
  }

  private encodingOf(group: readonly number[], mean: number, variance: number): number {
    const { smooth = "auto" } = this.options;
    const own = meanOf(group);
    if (smooth !== "auto") return (own * group.length + smooth * mean) / (group.length + smooth);
    const within = meanOf(group.map((value) => (value - own) ** 2));
    const share = variance / (variance + within / group.length);
    return Number.isNaN(share) ? mean : share * own + (1 - share) * mean;
  }
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The number of each value among categories; −1 if it did not occur. */
function numbersOf({ values }: TableColumn, found: Categories): Float64Array {
  const numberOf = numbering(found);
  return Float64Array.from(values as ArrayLike<Category | undefined>, numberOf);
}
