import { murmurHash3 } from "./murmur-hash3.ts";
import { checkTextNorm, normalizeRows, type TextNorm } from "./normalize-rows.ts";
import { Table } from "./table.ts";
import { type TermOptions, termsWith, textsOf } from "./text-terms.ts";
import { Transformer } from "./transformer.ts";

/** What a `HashingVectorizer` does. */
export interface HashingVectorizerOptions extends TermOptions {
  /** How many columns it makes. Default 1,048,576, as in scikit-learn: choose fewer. */
  readonly nFeatures?: number;
  /** What each text is brought to length 1 by; "none" leaves it. Default "l2". */
  readonly norm?: TextNorm;
  /** Whether a column with a term is 1 before the norm, whatever its sum. Default false. */
  readonly binary?: boolean;
  /** Whether half of the hashes count −1, so that terms that meet cancel out on average. Default true. */
  readonly alternateSign?: boolean;
}

/**
 * A bag of words without a vocabulary: makes of a column of texts a fixed number of columns, a term adds ±1 at its hash. It
 * learns nothing, so that new terms count and nothing grows, but nobody can say which term a column stands for.
 *
 * Throws: RangeError if an option cannot be, a text is missing, or there are several columns.
 * Source: Weinberger et al., "Feature hashing for large scale multitask learning", 2009; scikit-learn, `HashingVectorizer`.
 *
 * @example
 * const hashing = new HashingVectorizer({ nFeatures: 8 }).fit([["any text"]]);
 * hashing.transform([["words never seen"]]).names.length; // 8
 */
export class HashingVectorizer extends Transformer<null> {
  readonly transformer = "HashingVectorizer";
  protected readonly options: HashingVectorizerOptions;
  private readonly termsOf: (text: string) => string[];

  constructor(options: HashingVectorizerOptions = {}) {
    super();
    const { nFeatures = 2 ** 20 } = options;
    if (!Number.isInteger(nFeatures) || nFeatures < 1 || nFeatures > 2 ** 31 - 1) {
      throw new RangeError(
        `Cannot hash texts into ${nFeatures} features: expected a positive integer below 2^31. Powers of two from 1024 on serve well.`,
      );
    }
    checkTextNorm(this.transformer, options.norm);
    this.termsOf = termsWith(this.transformer, options);
    this.options = options;
  }

  protected learn(table: Table): null {
    textsOf(this.transformer, table);
    return null;
  }

  protected apply(table: Table): Table {
    const { nFeatures = 2 ** 20, norm = "l2", binary, alternateSign = true } = this.options;
    const columns = Array.from({ length: nFeatures }, () => new Float64Array(table.length));
    for (const [row, text] of textsOf(this.transformer, table).entries()) {
      for (const term of this.termsOf(text)) {
        const hash = murmurHash3(term);
        const column = columns[Math.abs(hash) % nFeatures]!;
        column[row] = binary === true ? 1 : column[row]! + (alternateSign && hash < 0 ? -1 : 1);
      }
    }
    normalizeRows(columns, norm);
    return Table.ofNumbers(columns.map((values, i) => [`hash${i}`, values]));
  }
}
