import { requireKind } from "../base/argument-kinds.ts";
import type { Table } from "./table.ts";

/** How texts are taken apart into terms, as scikit-learn's vectorizers do. */
export interface TermOptions {
  /** Whether "The" is "the". Default true. */
  readonly lowercase?: boolean;
  /**
   * What terms are made of: words; characters; or characters within words, each with a space before and after. Default "word".
   */
  readonly analyzer?: "word" | "char" | "char_wb";
  /** The least and the most words, or characters, a term. Default [1, 1]. */
  readonly ngramRange?: readonly [number, number];
  /** What a word is, a regular expression with the flag u. Default: two letters, digits or underscores, or more. */
  readonly tokenPattern?: string;
  /** Words that are left out, before terms of several are made. Default: none. */
  readonly stopWords?: readonly string[];
}

/** Python's `\w`, twice or more. */
const defaultPattern = "[\\p{L}\\p{N}_]{2,}";

/** Texts to their terms, in order, as often as they occur. Throws: RangeError if an option cannot be. */
export function termsWith(what: string, options: TermOptions): (text: string) => string[] {
  const { lowercase = true, analyzer = "word", ngramRange = [1, 1], stopWords = [] } = options;
  const { tokenPattern = defaultPattern } = options;
  requireKind("array", `make ${what}`, { ngramRange });
  const [least, most] = ngramRange;
  if (!Number.isInteger(least) || !Number.isInteger(most) || least < 1 || most < least) {
    throw new RangeError(
      `Cannot make ${what} with ngramRange = [${least}, ${most}]: expected two integers from 1 on, the second no less. Pass [1, 2] for words and pairs of words.`,
    );
  }
  if (!["word", "char", "char_wb"].includes(analyzer)) {
    throw new RangeError(
      `Cannot make ${what} with analyzer = ${JSON.stringify(analyzer)}: expected "word", "char" or "char_wb". Leave it out for words.`,
    );
  }
  const pattern = patternOf(what, tokenPattern);
  const stop = new Set(stopWords);
  return (text) => {
    const plain = lowercase ? text.toLowerCase() : text;
    if (analyzer === "char") return grams([...plain.replace(/\s\s+/gu, " ")], least, most, "");
    if (analyzer === "char_wb") return plain.split(/\s+/u).flatMap((word) => within(word, least, most));
    const words = Array.from(plain.matchAll(pattern), (found) => found[1] ?? found[0]);
    return grams(
      words.filter((word) => !stop.has(word)),
      least,
      most,
      " ",
    );
  };
}

/** The texts of the only column. Throws: RangeError if there are several, or a text is missing. */
export function textsOf(what: string, table: Table): string[] {
  const [name, ...others] = table.names;
  if (name === undefined || others.length > 0) {
    throw new RangeError(
      `Cannot use ${what} on ${table.columns.size} columns: expected one column of texts. Use a ColumnTransformer with one ${what} for each.`,
    );
  }
  return table.texts(name).map((text, row) => {
    if (text !== undefined) return text;
    throw new RangeError(
      `Cannot use ${what} on the column "${name}": expected a text in each row, got none in row ${row}. Put new SimpleImputer({ strategy: "constant", fillValue: "" }) before.`,
    );
  });
}

/** Terms in the order of their code points, which is scikit-learn's. */
export function byCodePoints(a: string, b: string): number {
  const [first, second] = [a[Symbol.iterator](), b[Symbol.iterator]()];
  for (;;) {
    const [x, y] = [first.next(), second.next()];
    if (x.done || y.done) return Number(y.done ?? false) - Number(x.done ?? false);
    const difference = x.value.codePointAt(0)! - y.value.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
}

function patternOf(what: string, source: string): RegExp {
  try {
    return new RegExp(source, "gu");
  } catch (error) {
    throw new RangeError(
      `Cannot make ${what} with tokenPattern = ${JSON.stringify(source)}: expected a regular expression with the flag u. Leave it out for words of two characters or more.`,
      { cause: error },
    );
  }
}

function grams(parts: readonly string[], least: number, most: number, between: string): string[] {
  const made: string[] = [];
  for (let n = least; n <= Math.min(most, parts.length); n++) {
    for (let i = 0; i + n <= parts.length; i++) made.push(parts.slice(i, i + n).join(between));
  }
  return made;
}

/** The n-grams of " word "; a word shorter than n counts once. */
function within(word: string, least: number, most: number): string[] {
  if (word === "") return [];
  const characters = [" ", ...word, " "];
  const made: string[] = [];
  for (let n = least; n <= most; n++) {
    made.push(...grams(characters, n, n, ""));
    if (n >= characters.length) {
      if (n > characters.length) made.push(characters.join(""));
      break;
    }
  }
  return made;
}
