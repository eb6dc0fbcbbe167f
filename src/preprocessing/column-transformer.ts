import { requireKind } from "../base/argument-kinds.ts";
import { Table, type TableColumn } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** Some columns of a table, and what becomes of them. */
export interface ColumnPart {
  readonly columns: readonly string[];
  readonly transformer: Transformer | "passthrough" | "drop";
}

/** What a `ColumnTransformer` does. */
export interface ColumnTransformerOptions {
  /** What becomes of columns that no part names. Default "drop". */
  readonly remainder?: "passthrough" | "drop";
}

/**
 * Different transformers for different columns of a table, and what they make side by side, in the order of the parts. A
 * table needs no more columns than those parts. The inverse gives back the columns of all parts, but for those that were dropped.
 *
 * Throws: RangeError if a column is named that the table has not, or two parts make columns of one name; what parts throw.
 * Source: scikit-learn, `ColumnTransformer`, with `verbose_feature_names_out=False`.
 *
 * @example
 * const transformer = new ColumnTransformer([
 *   { columns: ["x0"], transformer: new StandardScaler() },
 *   { columns: ["x1"], transformer: new OneHotEncoder() },
 * ]);
 * transformer.fitTransform([[1, "a"], [3, "b"]]).rows(); // [[-1, 1, 0], [1, 0, 1]]
 */
export class ColumnTransformer extends Transformer<readonly (readonly string[])[]> {
  readonly transformer = "ColumnTransformer";
  readonly parts: readonly ColumnPart[];
  private readonly remainder: "passthrough" | "drop";

  constructor(parts: readonly ColumnPart[], { remainder = "drop" }: ColumnTransformerOptions = {}) {
    super();
    requireKind("array", "make a ColumnTransformer", { parts });
    for (const part of parts) {
      requireKind("options", "make a ColumnTransformer", { parts: part });
      requireKind("texts", "make a ColumnTransformer", { columns: part.columns });
    }
    this.parts = parts;
    this.remainder = remainder;
  }

  protected get options(): object {
    return { parts: this.parts, remainder: this.remainder };
  }

  protected override needed(columns: readonly string[]): readonly string[] {
    return this.allParts(columns).flatMap((part) => (part.transformer === "drop" ? [] : part.columns));
  }

  protected learn(table: Table, target?: ArrayLike<number>): readonly (readonly string[])[] {
    const made = this.allParts(table.names).map(({ columns, transformer }) => {
      if (transformer === "drop" || columns.length === 0) return new Table(new Map());
      const own = table.select(...columns);
      return transformer === "passthrough" ? own : transformer.fitTransform(own, target);
    });
    sideBySide(made);
    return made.map((part) => part.names);
  }

  protected apply(table: Table): Table {
    return sideBySide(
      this.allParts(this.fitted).map(({ columns, transformer }) => {
        if (transformer === "drop" || columns.length === 0) return new Table(new Map());
        const own = table.select(...columns);
        return transformer === "passthrough" ? own : transformer.transform(own);
      }),
    );
  }

  protected override invert(table: Table, made: readonly (readonly string[])[]): Table {
    const expected = made.flat();
    if (table.columns.size !== expected.length) {
      throw new RangeError(
        `Cannot undo ColumnTransformer of ${table.columns.size} columns: expected ${expected.length}, as it makes. Pass what transform made.`,
      );
    }
    const values = [...table.columns.values()];
    const named = new Table(new Map(expected.map((name, i): [string, TableColumn] => [name, values[i]!])));
    return sideBySide(
      this.allParts(this.fitted).map(({ columns, transformer }, i) => {
        if (transformer === "drop" || columns.length === 0) return new Table(new Map());
        const own = named.select(...made[i]!);
        return transformer === "passthrough" ? own : transformer.inverseTransform(own);
      }),
    );
  }

  private allParts(names: readonly string[]): ColumnPart[] {
    const spoken = new Set(this.parts.flatMap(({ columns }) => columns));
    const rest = names.filter((name) => !spoken.has(name));
    return [...this.parts, { columns: rest, transformer: this.remainder }];
  }
}

function sideBySide(tables: readonly Table[]): Table {
  return tables.reduce((all, table) =>
    table.columns.size === 0 ? all : all.columns.size === 0 ? table : all.beside(table),
  );
}
