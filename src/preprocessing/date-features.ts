import { Table, type TableColumn } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** What of a date can be a feature; weekdays count from Monday, 0, days of the year from 1. */
export type DatePart = "year" | "month" | "day" | "weekday" | "hour" | "minute" | "dayofyear";

/** What `DateFeatures` does. */
export interface DateFeaturesOptions {
  /** Which parts become features. Default year, month, day, weekday and hour. */
  readonly parts?: readonly DatePart[];
  /** Whether all but years become points on a circle, `when_month_sin` and `when_month_cos`, so that December is beside January. Default false. */
  readonly cyclic?: boolean;
  /** What numbers count from 1970-01-01T00:00Z. Default "ms". */
  readonly unit?: "ms" | "s";
}

/** The least value of each part, and how many there are until it begins anew. */
const circles: Readonly<Record<Exclude<DatePart, "year">, readonly [number, number]>> = {
  month: [1, 12],
  day: [1, 31],
  weekday: [0, 7],
  hour: [0, 24],
  minute: [0, 60],
  dayofyear: [1, 366],
};

/**
 * Makes numbers of dates and times, read as UTC: their year, month, weekday, hour and so on, as numbers or as points on a
 * circle, sin 2πp/n and cos 2πp/n. Dates are ISO 8601 texts ("2024-02-29", "2024-02-29 12:30", with or without an offset)
 * or numbers since 1970. What is missing becomes NaN. It has no inverse.
 *
 * Throws: RangeError if a text is no date.
 *
 * @example
 * const dates = new DateFeatures({ parts: ["year", "month", "weekday"] });
 * dates.fitTransform([["2024-02-29"]]).rows(); // [[2024, 2, 3]]
 */
export class DateFeatures extends Transformer<null> {
  readonly transformer = "DateFeatures";
  protected readonly options: DateFeaturesOptions;

  constructor(options: DateFeaturesOptions = {}) {
    super();
    this.options = options;
  }

  protected learn(table: Table): null {
    this.apply(table);
    return null;
  }

  protected apply(table: Table): Table {
    const { parts = ["year", "month", "day", "weekday", "hour"], cyclic = false } = this.options;
    return Table.ofNumbers(
      [...table.columns].flatMap(([name, column]) => {
        const dates = this.datesOf(name, column);
        return parts.flatMap((part): [string, Float64Array][] => {
          const values = Float64Array.from(dates, (date) => partOf(date, part));
          if (!cyclic || part === "year") return [[`${name}_${part}`, values]];
          const [least, count] = circles[part];
          const angles = values.map((value) => (2 * Math.PI * (value - least)) / count);
          return [
            [`${name}_${part}_sin`, angles.map(Math.sin)],
            [`${name}_${part}_cos`, angles.map(Math.cos)],
          ];
        });
      }),
    );
  }

  private datesOf(name: string, column: TableColumn): Date[] {
    if (column.kind === "number") {
      const factor = this.options.unit === "s" ? 1000 : 1;
      return Array.from(column.values, (value) => new Date(value * factor));
    }
    return column.values.map((text, row) => {
      if (text === undefined) return new Date(Number.NaN);
      const time = iso.test(text) ? Date.parse(inUtc(text)) : Number.NaN;
      if (!Number.isNaN(time)) return new Date(time);
      throw new RangeError(
        `Cannot read "${text}" in row ${row} of the column "${name}" as a date: expected a text such as 2024-02-29 or 2024-02-29T12:30Z. Write dates in this way first.`,
      );
    });
  }
}

const iso = /^\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

function inUtc(text: string): string {
  const joined = text.replace(" ", "T").replace(/([+-]\d{2})(\d{2})$/, text.includes(":") ? "$1:$2" : "$&");
  return joined.includes("T") && !/(Z|[+-]\d{2}:\d{2})$/.test(joined) ? `${joined}Z` : joined;
}

function partOf(date: Date, part: DatePart): number {
  switch (part) {
    case "year":
      return date.getUTCFullYear();
    case "month":
      return date.getUTCMonth() + 1;
    case "day":
      return date.getUTCDate();
    case "weekday":
      return (date.getUTCDay() + 6) % 7;
    case "hour":
      return date.getUTCHours();
    case "minute":
      return date.getUTCMinutes();
    case "dayofyear":
      return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  }
}
