import { Table } from "./table.ts";
import {
  checkVocabularyOptions,
  countTerms,
  type VocabularyOptions,
  vocabularyOf,
} from "./term-vocabulary.ts";
import { termsWith, textsOf } from "./text-terms.ts";
import { Transformer } from "./transformer.ts";

/** What a `CountVectorizer` does. */
export interface CountVectorizerOptions extends VocabularyOptions {}

/**
 * A bag of words: makes of a column of texts one column for each term of the training texts, how often it is in each text.
 * The columns are called by their terms and sorted by them. Terms that did not occur in training are passed over. The table is
 * dense: 8 bytes a text and term, so that large vocabularies need `maxFeatures` or `minDf`. It has no inverse.
 *
 * Throws: RangeError if an option cannot be, a text is missing, there are several columns, or no term is left.
 * Source: Harris, "Distributional Structure", 1954; scikit-learn, `CountVectorizer`.
 *
 * @example
 * const bag = new CountVectorizer().fit([["red and green"], ["red"]]);
 * bag.transform([["red, red or green"]]).rows(); // [[0, 1, 2]]
 */
export class CountVectorizer extends Transformer<readonly string[]> {
  readonly transformer = "CountVectorizer";
  protected readonly options: CountVectorizerOptions;
  private readonly termsOf: (text: string) => string[];

  constructor(options: CountVectorizerOptions = {}) {
    super();
    checkVocabularyOptions(this.transformer, options);
    this.termsOf = termsWith(this.transformer, options);
    this.options = options;
  }

  protected learn(table: Table): readonly string[] {
    return vocabularyOf(this.transformer, this.terms(table), this.options);
  }

  protected apply(table: Table, vocabulary: readonly string[]): Table {
    const columns = countTerms(this.terms(table), vocabulary, this.options.binary);
    return Table.ofNumbers(columns.map((values, i) => [vocabulary[i]!, values]));
  }

  private terms(table: Table): string[][] {
    return textsOf(this.transformer, table).map(this.termsOf);
  }
}
