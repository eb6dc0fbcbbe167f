import { AddedTokens } from "./added-tokens.ts";
import type { AlignedText } from "./aligned-text.ts";
import { completeJson } from "./complete-json.ts";
import { Encoding, type EncodingColumns, emptyColumns } from "./encoding.ts";
import { type Decoder, makeDecoder } from "./make-decoder.ts";
import { makeModel } from "./make-model.ts";
import { makeNormalizer } from "./make-normalizer.ts";
import { makePostProcessor, type PostProcessor } from "./make-post-processor.ts";
import { makePreTokenizer, type PreTokenizer } from "./make-pre-tokenizer.ts";
import type { Model } from "./model.ts";
import { PieceCache } from "./piece-cache.ts";
import type { AddedTokenJson, PaddingJson, TokenizerJson } from "./tokenizer-json.ts";
import { truncateColumns } from "./truncate-columns.ts";

/** How a text is encoded. */
export interface EncodeOptions {
  /** Whether the template's tokens, such as `[CLS]`, are put in. Default true. */
  readonly addSpecialTokens?: boolean;
}

/** How tokens are decoded. */
export interface DecodeOptions {
  /** Whether special tokens are left out. Default true. */
  readonly skipSpecialTokens?: boolean;
}

/** A text, or a pair of texts such as a question with its paragraph. */
export type TextOrPair = string | readonly [text: string, pair: string];

/**
 * Texts to numbers and back, as the `tokenizer.json` says that Hugging Face's models come with: a normalizer changes the text, a
 * pre-tokenizer takes it apart, the model makes tokens of each piece, a post-processor puts special tokens around them; a decoder
 * makes a text of tokens again.
 *
 * Throws: RangeError naming the part if one is missing, malformed or unknown.
 *
 * @example
 * const tokenizer = new Tokenizer({
 *   normalizer: { type: "Lowercase" },
 *   pre_tokenizer: { type: "Whitespace" },
 *   model: { type: "WordPiece", vocab: { "[UNK]": 0, deep: 1, learn: 2, "##ing": 3 } },
 *   decoder: { type: "WordPiece" },
 * });
 * tokenizer.encode("Deep learning").ids; // [1, 2, 3]
 * tokenizer.decode([1, 2, 3]); // "deep learning"
 */
export class Tokenizer {
  private readonly json: TokenizerJson;
  private readonly added: AddedTokens;
  private readonly preTokenize: PreTokenizer;
  private readonly model: Model;
  private readonly postProcessor: PostProcessor;
  private readonly decodeTokens: Decoder | undefined;
  private readonly pieces: PieceCache;
  private readonly tokenOf = (id: number): string | undefined => this.idToToken(id);

  constructor(json: TokenizerJson) {
    if (typeof json !== "object" || json === null || typeof json.model !== "object" || json.model === null) {
      throw new RangeError(
        `Cannot make a tokenizer: expected the contents of a tokenizer.json with a "model", got ${shown(json).slice(0, 80)}. ` +
          `A tokenizer_config.json or vocab.json is another file.`,
      );
    }
    this.json = json;
    const normalize = json.normalizer ? makeNormalizer(json.normalizer) : (text: AlignedText) => text;
    this.preTokenize = json.pre_tokenizer ? makePreTokenizer(json.pre_tokenizer) : (text) => [text];
    this.model = makeModel(json.model);
    this.pieces = new PieceCache((piece) => this.model.tokenize(piece));
    this.postProcessor = makePostProcessor(json.post_processor);
    this.decodeTokens = json.decoder ? makeDecoder(json.decoder) : undefined;
    this.added = new AddedTokens(json.added_tokens ?? [], normalize);
    requirePositive("max_length", json.truncation?.max_length ?? 1);
    requirePositive("pad_to_multiple_of", json.padding?.pad_to_multiple_of ?? 1);
  }

  /**
   * The tokenizer that the text of a `tokenizer.json` describes.
   *
   * Throws: RangeError if it is no JSON or no such description.
   */
  static fromJSON(text: string): Tokenizer {
    let json: TokenizerJson;
    try {
      json = JSON.parse(text) as TokenizerJson;
    } catch (error) {
      throw new RangeError(
        `Cannot make a tokenizer: expected the JSON of a tokenizer.json, got ${(error as Error).message}. Fetch the file anew.`,
        { cause: error },
      );
    }
    return new Tokenizer(json);
  }

  /** What a `tokenizer.json` holds, for `JSON.stringify`; Hugging Face's libraries read it. */
  toJSON(): TokenizerJson {
    return completeJson(this.json);
  }

  /** The same tokenizer with other parts, such as `{ padding: {}, truncation: { max_length: 128 } }`. */
  with(parts: Partial<TokenizerJson>): Tokenizer {
    return new Tokenizer({ ...this.json, ...parts });
  }

  /** The same with more added tokens: those that the vocabulary has keep their numbers, the others get the next. */
  withTokens(tokens: readonly (string | Omit<AddedTokenJson, "id">)[]): Tokenizer {
    const added = [...(this.json.added_tokens ?? [])];
    let next = this.vocabSize;
    for (const token of tokens) {
      const described = typeof token === "string" ? { content: token } : token;
      const id = this.tokenToId(described.content) ?? next++;
      const at = added.findIndex(({ content }) => content === described.content);
      if (at < 0) added.push({ ...described, id });
      else added[at] = { ...described, id };
    }
    return this.with({ added_tokens: added });
  }

  /** How many rows a table of embeddings needs: one more than the greatest number of a token. */
  get vocabSize(): number {
    return Math.max(this.model.size, ...[...this.added.contents.keys()].map((id) => id + 1));
  }

  /** The number of a token. */
  tokenToId(token: string): number | undefined {
    return this.added.ids.get(token) ?? this.model.idOf(token);
  }

  /** The token of a number. */
  idToToken(id: number): string | undefined {
    return this.added.contents.get(id) ?? this.model.tokenOf(id);
  }

  /**
   * The tokens of a text or a pair of texts, truncated and padded as the tokenizer says; padding to the longest of a batch
   * does nothing here.
   *
   * Throws: TypeError unless given texts; RangeError if they cannot be truncated as wished.
   */
  encode(text: TextOrPair, { addSpecialTokens = true }: EncodeOptions = {}): Encoding {
    const encoding = this.encodeWhole(text, addSpecialTokens);
    const { padding } = this.json;
    return padding ? this.pad([encoding], padding)[0]! : encoding;
  }

  /** The same for many texts, which are padded to the longest if the tokenizer says so. */
  encodeBatch(texts: readonly TextOrPair[], { addSpecialTokens = true }: EncodeOptions = {}): Encoding[] {
    const encodings = texts.map((text) => this.encodeWhole(text, addSpecialTokens));
    const { padding } = this.json;
    return padding ? this.pad(encodings, padding) : encodings;
  }

  /** The text of tokens. Numbers that are no token's are left out. */
  decode(ids: Iterable<number>, { skipSpecialTokens = true }: DecodeOptions = {}): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.idToToken(id);
      if (token === undefined || (skipSpecialTokens && this.added.specialIds.has(id))) continue;
      tokens.push(token);
    }
    return this.decodeTokens === undefined ? tokens.join(" ") : this.decodeTokens(tokens).join("");
  }

  private encodeWhole(text: TextOrPair, addSpecialTokens: boolean): Encoding {
    const texts = typeof text === "string" ? [text] : text;
    if (
      !Array.isArray(texts) ||
      texts.length < 1 ||
      texts.length > 2 ||
      !texts.every((each) => typeof each === "string")
    ) {
      throw new TypeError(
        `Cannot encode ${JSON.stringify(text)?.slice(0, 80)}: expected a text or a pair of texts. Use encodeBatch for many.`,
      );
    }
    const columns = texts.map((each: string) => this.columnsOf(each));
    const { truncation } = this.json;
    if (!truncation) return this.joined(columns, addSpecialTokens);
    const added = addSpecialTokens ? this.postProcessor.added(columns.length === 2) : 0;
    const length = Math.max(0, truncation.max_length - added);
    const parts = truncateColumns(columns, length, truncation);
    const [first, second = [undefined]] = parts;
    const join = (a: EncodingColumns, b: EncodingColumns | undefined): Encoding =>
      this.joined(b === undefined ? [a] : [a, b], addSpecialTokens);
    const [main, ...cut] = first!;
    const rest = [
      ...cut.flatMap((a) => second.map((b) => join(a, b))),
      ...second.slice(1).map((b) => join(main!, b)),
    ];
    const whole = second[0] === undefined ? [main!] : [main!, second[0]];
    return this.joined(whole, addSpecialTokens, rest);
  }

  private joined(
    columns: readonly EncodingColumns[],
    addSpecialTokens: boolean,
    overflowing: readonly Encoding[] = [],
  ): Encoding {
    const { tokenOf } = this;
    return new Encoding(this.postProcessor.process(columns, addSpecialTokens, tokenOf), tokenOf, overflowing);
  }

  /** The tokens of one text, before anything is put around them. */
  private columnsOf(text: string): EncodingColumns {
    const columns = emptyColumns();
    let word = 0;
    for (const part of this.added.split(text)) {
      if (part.id !== undefined) {
        const [start, end] = part.text.rangeOf(0, part.text.text.length);
        addToken(columns, part.id, start, end, word++);
        continue;
      }
      if (part.text.text === "") continue;
      for (const piece of this.preTokenize(part.text)) {
        const { ids, starts, ends } = this.pieces.tokensOf(piece.text);
        for (let i = 0; i < ids.length; i++) {
          addToken(columns, ids[i]!, piece.startOf(starts[i]!), piece.endOf(ends[i]! - 1), word);
        }
        word++;
      }
    }
    return columns;
  }

  private pad(encodings: readonly Encoding[], padding: PaddingJson): Encoding[] {
    const { strategy = "BatchLongest", direction = "Right", pad_id = 0, pad_type_id = 0 } = padding;
    const longest = encodings.reduce((most, { length }) => Math.max(most, length), 0);
    const wanted = strategy === "BatchLongest" ? longest : strategy.Fixed;
    const multiple = padding.pad_to_multiple_of ?? 1;
    const length = Math.ceil(wanted / multiple) * multiple;
    return encodings.map((encoding) =>
      encoding.padded(length, { id: pad_id, typeId: pad_type_id, left: direction === "Left" }),
    );
  }
}

function addToken(columns: EncodingColumns, id: number, start: number, end: number, word: number): void {
  columns.ids.push(id);
  columns.starts.push(start);
  columns.ends.push(end);
  columns.words.push(word);
  columns.special.push(0);
}

/** As JSON, but for what that cannot tell. */
function shown(value: unknown): string {
  return String(JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part)));
}

function requirePositive(name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new RangeError(
    `Cannot make a tokenizer with ${name} = ${value}: expected a positive integer. Leave it out for none.`,
  );
}
