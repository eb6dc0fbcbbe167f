import { mergeSymbols, type Symbols } from "./merge-symbols.ts";
import { MergeTable } from "./merge-table.ts";
import { type Model, type TokenizedPiece, tokensById, unknownId } from "./model.ts";
import { PieceCache } from "./piece-cache.ts";
import type { BpeJson } from "./tokenizer-json.ts";

const encoder = /* @__PURE__ */ new TextEncoder();
/** Where SentencePiece's mark follows something else. */
const wordStarts = /(?<=[^▁])(?=▁)/;

/**
 * Byte-pair encoding: a piece begins as its characters, and the neighbours whose rule stands first in `merges` become one token
 * until no rule fits. Characters that the vocabulary lacks become their bytes (`byte_fallback`) or the unknown token, or are left out.
 *
 * Throws: RangeError if a rule merges or makes what is not in the vocabulary.
 * Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units", 2016, section 3.2.
 *
 * @example
 * const bpe = new Bpe({ vocab: { l: 0, o: 1, w: 2, lo: 3, low: 4 }, merges: ["l o", "lo w"] });
 * bpe.tokenize("lowl").ids; // [4, 0]
 */
export class Bpe implements Model {
  readonly size: number;
  private readonly vocab: ReadonlyMap<string, number>;
  private readonly tokens: readonly (string | undefined)[];
  private readonly merges: MergeTable;
  private readonly unknown: number | undefined;
  private readonly prefix: string;
  private readonly suffix: string;
  private readonly fuseUnknown: boolean;
  private readonly byteIds: readonly (number | undefined)[] | undefined;
  private readonly ignoreMerges: boolean;
  private readonly words: PieceCache | undefined;

  constructor(json: BpeJson) {
    this.tokens = tokensById(json.vocab, "BPE");
    this.size = this.tokens.length;
    this.vocab = new Map(Object.entries(json.vocab));
    if (json.dropout) {
      throw new RangeError(
        `Cannot make a BPE model with dropout ${json.dropout}: expected none, for a text always gets the same tokens here. Set it to null.`,
      );
    }
    this.unknown = unknownId(this.vocab, json.unk_token, "BPE");
    this.prefix = json.continuing_subword_prefix ?? "";
    this.suffix = json.end_of_word_suffix ?? "";
    this.fuseUnknown = json.fuse_unk ?? false;
    this.ignoreMerges = json.ignore_merges ?? false;
    this.byteIds = json.byte_fallback
      ? Array.from({ length: 256 }, (_, byte) =>
          this.vocab.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
        )
      : undefined;
    this.merges = this.readMerges(json.merges);
    this.words = this.cutsAtMarks() ? new PieceCache((word) => this.merged(word)) : undefined;
  }

  idOf(token: string): number | undefined {
    return this.vocab.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.tokens[id];
  }

  tokenize(piece: string): TokenizedPiece {
    if (this.ignoreMerges) {
      const id = this.vocab.get(piece);
      if (id !== undefined) return { ids: [id], starts: [0], ends: [piece.length] };
    }
    if (this.words === undefined || piece.lastIndexOf("▁") <= 0) return this.merged(piece);
    const symbols: Symbols = { ids: [], starts: [], ends: [] };
    let at = 0;
    for (const word of piece.split(wordStarts)) {
      const { ids, starts, ends } = this.words.tokensOf(word);
      for (let i = 0; i < ids.length; i++) {
        symbols.ids.push(ids[i]!);
        symbols.starts.push(at + starts[i]!);
        symbols.ends.push(at + ends[i]!);
      }
      at += word.length;
    }
    return symbols;
  }

  private merged(piece: string): Symbols {
    const symbols = this.characters(piece);
    mergeSymbols(symbols, this.merges);
    return symbols;
  }

  /**
   * Whether no rule ever joins what lies on both sides of a mark that begins a word: then a whole line, which is one piece
   * where a model has no pre-tokenizer, may be cut there, and its words are kept.
   */
  private cutsAtMarks(): boolean {
    if (this.prefix !== "" || this.suffix !== "" || this.ignoreMerges || !this.vocab.has("▁")) return false;
    return !this.tokens.some((token) => token !== undefined && wordStarts.test(token));
  }

  /** The tokens that a piece begins with: those of its characters. */
  private characters(piece: string): Symbols {
    const symbols: Symbols = { ids: [], starts: [], ends: [] };
    const { ids, starts, ends } = symbols;
    let wasUnknown = false;
    let end = 0;
    for (const character of piece) {
      const start = end;
      end += character.length;
      const marked = (start === 0 ? "" : this.prefix) + character + (end === piece.length ? this.suffix : "");
      const id = this.vocab.get(marked);
      const bytes = id === undefined ? this.bytesOf(marked) : undefined;
      const known = id === undefined ? bytes : [id];
      if (known !== undefined) {
        for (const each of known) {
          ids.push(each);
          starts.push(start);
          ends.push(end);
        }
      } else if (wasUnknown && this.fuseUnknown) ends[ends.length - 1] = end;
      else if (this.unknown !== undefined) {
        ids.push(this.unknown);
        starts.push(start);
        ends.push(end);
      }
      wasUnknown = known === undefined && this.unknown !== undefined;
    }
    return symbols;
  }

  /** The tokens of a character's bytes, if there are all of them. */
  private bytesOf(character: string): number[] | undefined {
    if (this.byteIds === undefined) return undefined;
    const ids = Array.from(encoder.encode(character), (byte) => this.byteIds![byte]);
    return ids.includes(undefined) ? undefined : (ids as number[]);
  }

  private readMerges(merges: BpeJson["merges"]): MergeTable {
    if (!Array.isArray(merges)) {
      throw new RangeError(
        `Cannot make a BPE model: expected merges, a list of pairs such as "a b", got ${JSON.stringify(merges)?.slice(0, 60)}. ` +
          `Take them from the "model" of a tokenizer.json, or train one.`,
      );
    }
    return new MergeTable(
      merges.map((rule, rank) => {
        const [left, right, more] = typeof rule === "string" ? rule.split(" ") : rule;
        const merged = `${left}${right?.slice(this.prefix.length)}`;
        const ids = [left, right, merged].map((token) => this.vocab.get(token));
        if (more !== undefined || ids.includes(undefined)) {
          throw new RangeError(
            `Cannot make a BPE model with the rule ${JSON.stringify(rule)} at ${rank}: expected two tokens of the vocab that make ` +
              `a third. Take vocab and merges from the same file.`,
          );
        }
        return ids as [number, number, number];
      }),
    );
  }
}
