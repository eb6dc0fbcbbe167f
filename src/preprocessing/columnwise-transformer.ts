import { numericColumns } from "./numeric-columns.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/**
 * A transformer that changes each number by itself, by what it learned of the numbers in its column. What is missing is
 * passed over in fitting and stays missing.
 */
export abstract class ColumnwiseTransformer<Learned> extends Transformer<readonly Learned[]> {
  /** What there is to know of a column; `values` has none missing, and at least one. */
  protected abstract learnColumn(values: Float64Array, name: string): Learned;
  protected abstract applyTo(value: number, learned: Learned): number;
  protected abstract invertFrom(value: number, learned: Learned): number;

  protected override learn(table: Table): readonly Learned[] {
    return numericColumns(this.transformer, table).map(([name, values]) => {
      const present = values.filter((value) => !Number.isNaN(value));
      if (present.length > 0) return this.learnColumn(present, name);
      throw new RangeError(
        `Cannot fit ${this.transformer} on the column "${name}": expected at least one number, got missing values only. ` +
          "Leave it out, or put SimpleImputer before, which drops it.",
      );
    });
  }

  protected override apply(table: Table, learned: readonly Learned[]): Table {
    const columns = numericColumns(this.transformer, table);
    return Table.ofNumbers(
      columns.map(([name, values], i) => [name, values.map((value) => this.applyTo(value, learned[i]!))]),
    );
  }

  protected override invert(table: Table, learned: readonly Learned[]): Table {
    const columns = numericColumns(this.transformer, table);
    if (columns.length !== learned.length) {
      throw new RangeError(
        `Cannot undo ${this.transformer} of ${columns.length} columns: expected ${learned.length}, as it makes. Pass what transform made.`,
      );
    }
    return Table.ofNumbers(
      columns.map(([, values], i) => [
        this.fitted[i]!,
        values.map((value) => this.invertFrom(value, learned[i]!)),
      ]),
    );
  }
}
