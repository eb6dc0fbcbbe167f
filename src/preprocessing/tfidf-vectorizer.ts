import { checkTextNorm, normalizeRows, type TextNorm } from "./normalize-rows.ts";
import { Table } from "./table.ts";
import {
  checkVocabularyOptions,
  countTerms,
  type VocabularyOptions,
  vocabularyOf,
} from "./term-vocabulary.ts";
import { termsWith, textsOf } from "./text-terms.ts";
import { Transformer } from "./transformer.ts";

/** What a `TfidfVectorizer` does. */
export interface TfidfVectorizerOptions extends VocabularyOptions {
  /** What each text is brought to length 1 by; "none" leaves it. Default "l2". */
  readonly norm?: TextNorm;
  /** Whether rare terms count more. Default true. */
  readonly useIdf?: boolean;
  /** Whether documents are counted as if one more had every term, so that none is divided by 0. Default true. */
  readonly smoothIdf?: boolean;
  /** Whether a term that is there n times counts 1 + log n. Default false. */
  readonly sublinearTf?: boolean;
}

interface Learned {
  readonly vocabulary: readonly string[];
  /** The weight of each term. */
  readonly idf: readonly number[];
}

/**
 * Makes of a column of texts one column for each term, tf · idf divided by the text's norm: tf is how often the term is in the
 * text, idf = log((1 + n) / (1 + df)) + 1 of n training texts of which df have the term (log(n / df) + 1 with
 * `smoothIdf: false`). Columns, terms and size are those of `CountVectorizer`. It has no inverse.
 *
 * Throws: RangeError if an option cannot be, a text is missing, there are several columns, or no term is left.
 * Source: Spärck Jones, "A statistical interpretation of term specificity and its application in retrieval", 1972;
 * scikit-learn, `TfidfVectorizer`.
 *
 * @example
 * const tfidf = new TfidfVectorizer().fit([["red green"], ["red blue"]]);
 * tfidf.transform([["blue"], ["black"]]).rows(); // [[1, 0, 0], [0, 0, 0]]
 */
export class TfidfVectorizer extends Transformer<Learned> {
  readonly transformer = "TfidfVectorizer";
  protected readonly options: TfidfVectorizerOptions;
  private readonly termsOf: (text: string) => string[];

  constructor(options: TfidfVectorizerOptions = {}) {
    super();
    checkVocabularyOptions(this.transformer, options);
    checkTextNorm(this.transformer, options.norm);
    this.termsOf = termsWith(this.transformer, options);
    this.options = options;
  }

  protected learn(table: Table): Learned {
    const { useIdf = true, smoothIdf = true } = this.options;
    const texts = this.terms(table);
    const vocabulary = vocabularyOf(this.transformer, texts, this.options);
    if (!useIdf) return { vocabulary, idf: vocabulary.map(() => 1) };
    const more = smoothIdf ? 1 : 0;
    const idf = countTerms(texts, vocabulary, true).map((column, i) => {
      const documents = column.reduce((sum, value) => sum + value, 0);
      if (documents + more > 0) return Math.log((texts.length + more) / (documents + more)) + 1;
      throw new RangeError(
        `Cannot weigh the term ${JSON.stringify(vocabulary[i])} that is in none of ${texts.length} texts: expected it in one at least without smoothIdf. Leave smoothIdf true.`,
      );
    });
    return { vocabulary, idf };
  }

  protected apply(table: Table, { vocabulary, idf }: Learned): Table {
    const { binary, norm = "l2", sublinearTf } = this.options;
    const columns = countTerms(this.terms(table), vocabulary, binary).map((counts, i) =>
      counts.map((count) =>
        count === 0 ? 0 : (sublinearTf === true ? 1 + Math.log(count) : count) * idf[i]!,
      ),
    );
    normalizeRows(columns, norm);
    return Table.ofNumbers(columns.map((values, i) => [vocabulary[i]!, values]));
  }

  private terms(table: Table): string[][] {
    return textsOf(this.transformer, table).map(this.termsOf);
  }
}
