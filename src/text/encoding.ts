import { requireKind } from "../base/argument-kinds.ts";

/** The columns of an encoding, one entry a token. */
export interface EncodingColumns {
  readonly ids: number[];
  readonly typeIds: number[];
  /** Where in its text each token begins and ends, in UTF-16 units. */
  readonly starts: number[];
  readonly ends: number[];
  /** The piece that each token is of; -1 for what the template put in. */
  readonly words: number[];
  /** 0 for tokens of the first text, 1 for those of the second, -1 for others. */
  readonly sequences: number[];
  readonly special: number[];
  readonly attention: number[];
}

/** Columns without an entry. */
export function emptyColumns(): EncodingColumns {
  return { ids: [], typeIds: [], starts: [], ends: [], words: [], sequences: [], special: [], attention: [] };
}

/** What a tokenizer made of a text, or of a pair of texts. All lists have one entry a token. */
export class Encoding {
  readonly ids: readonly number[];
  /** Which text a token belongs to, as models are told it. */
  readonly typeIds: readonly number[];
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: readonly number[];
  /** 1 for what a template or padding put in. */
  readonly specialTokensMask: readonly number[];
  /** Where more of a text that was cut is: encodings of their own. */
  readonly overflowing: readonly Encoding[];
  private readonly columns: EncodingColumns;
  private readonly tokenOf: (id: number) => string | undefined;

  constructor(
    columns: EncodingColumns,
    tokenOf: (id: number) => string | undefined,
    overflowing: readonly Encoding[] = [],
  ) {
    requireKind("options", "make an encoding", { columns });
    requireKind("array", "make an encoding", { ids: columns.ids });
    this.ids = columns.ids;
    this.typeIds = columns.typeIds;
    this.attentionMask = columns.attention;
    this.specialTokensMask = columns.special;
    this.overflowing = overflowing;
    this.columns = columns;
    this.tokenOf = tokenOf;
  }

  /** Tokens, with special ones and padding. */
  get length(): number {
    return this.ids.length;
  }

  /** The tokens as the vocabulary writes them. */
  get tokens(): readonly string[] {
    return this.ids.map((id) => this.tokenOf(id) ?? "");
  }

  /** The part of its text that each token comes from, so that `text.slice(start, end)` shows it; [0, 0] if from none. */
  get offsets(): readonly (readonly [start: number, end: number])[] {
    return this.columns.starts.map((start, i) => [start, this.columns.ends[i]!]);
  }

  /** The piece of its text that each token is of, counted from 0, or undefined. */
  get wordIds(): readonly (number | undefined)[] {
    return this.columns.words.map((word) => (word < 0 ? undefined : word));
  }

  /** The text that each token is of, 0 or 1, or undefined. */
  get sequenceIds(): readonly (number | undefined)[] {
    return this.columns.sequences.map((sequence) => (sequence < 0 ? undefined : sequence));
  }

  /** The token that covers a unit of a text, or undefined: to find where an answer begins. */
  tokenAt(unit: number, sequence = 0): number | undefined {
    const { starts, ends, sequences } = this.columns;
    const at = sequences.findIndex((each, i) => each === sequence && starts[i]! <= unit && unit < ends[i]!);
    return at < 0 ? undefined : at;
  }

  /** The same with padding up to `length` tokens. */
  padded(length: number, padding: { id: number; typeId: number; left: boolean }): Encoding {
    const overflowing = this.overflowing.map((part) => part.padded(length, padding));
    const missing = length - this.length;
    if (missing <= 0) return new Encoding(this.columns, this.tokenOf, overflowing);
    const { ids, typeIds, starts, ends, words, sequences, special, attention } = this.columns;
    const fill = (column: readonly number[], value: number): number[] => {
      const put = new Array<number>(missing).fill(value);
      return padding.left ? [...put, ...column] : [...column, ...put];
    };
    const columns = {
      ids: fill(ids, padding.id),
      typeIds: fill(typeIds, padding.typeId),
      starts: fill(starts, 0),
      ends: fill(ends, 0),
      words: fill(words, -1),
      sequences: fill(sequences, -1),
      special: fill(special, 1),
      attention: fill(attention, 0),
    };
    return new Encoding(columns, this.tokenOf, overflowing);
  }
}
