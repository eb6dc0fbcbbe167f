import type { Model, TokenizedPiece } from "./model.ts";
import { PieceTrie } from "./piece-trie.ts";
import type { UnigramJson } from "./tokenizer-json.ts";

const encoder = /* @__PURE__ */ new TextEncoder();
/** How much less probable than the least probable piece a character is that no piece covers. */
const unknownPenalty = 10;

/**
 * Unigram: of all ways to take a piece apart the one whose tokens have the greatest product of probabilities, by Viterbi's algorithm.
 * Unknown characters in a row are one token, or their bytes (`byte_fallback`).
 *
 * Throws: RangeError if the vocabulary is no list of pieces with scores, or `unk_id` names none of them.
 * Source: Kudo, "Subword Regularization", 2018, section 3.2.
 *
 * @example
 * const model = new Unigram({ vocab: [["<unk>", 0], ["a", -1], ["b", -1], ["ab", -1.5]], unk_id: 0 });
 * model.tokenize("aab").ids; // [1, 3]
 */
export class Unigram implements Model {
  readonly size: number;
  private readonly pieces: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly scores: readonly number[];
  private readonly trie: PieceTrie;
  private readonly unknown: number | undefined;
  private readonly unknownScore: number;
  private readonly byteFallback: boolean;

  constructor(json: UnigramJson) {
    const { vocab, unk_id, byte_fallback = false } = json;
    const wellFormed =
      Array.isArray(vocab) &&
      vocab.every(
        (entry) => Array.isArray(entry) && typeof entry[0] === "string" && typeof entry[1] === "number",
      );
    if (!wellFormed || vocab.length === 0) {
      throw new RangeError(
        `Cannot make a Unigram model: expected a vocab of at least one [piece, score], got ${JSON.stringify(vocab)?.slice(0, 60)}. ` +
          `Take it from the "model" of a tokenizer.json, or train one.`,
      );
    }
    if (unk_id !== undefined && unk_id !== null && vocab[unk_id] === undefined) {
      throw new RangeError(
        `Cannot make a Unigram model with unk_id ${unk_id}: expected an index of its ${vocab.length} pieces. Leave it out for none.`,
      );
    }
    this.size = vocab.length;
    this.pieces = vocab.map(([piece]) => piece);
    this.ids = new Map(this.pieces.map((piece, id) => [piece, id]));
    this.scores = vocab.map(([, score]) => score);
    this.trie = new PieceTrie(this.pieces);
    this.unknown = unk_id ?? undefined;
    this.unknownScore = this.scores.reduce((least, score) => Math.min(least, score), 0) - unknownPenalty;
    this.byteFallback = byte_fallback;
  }

  idOf(token: string): number | undefined {
    return this.ids.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.pieces[id];
  }

  tokenize(piece: string): TokenizedPiece {
    const result = { ids: [] as number[], starts: [] as number[], ends: [] as number[] };
    const path = this.bestPath(piece);
    for (const [i, { id, start, end }] of path.entries()) {
      if (id >= 0) push(result, id, start, end);
      // Unknown characters in a row are one.
      else if (path[i + 1]?.id === -1) path[i + 1]!.start = start;
      else this.pushUnknown(result, piece, start, end);
    }
    return result;
  }

  /** The best way to take a piece apart; -1 stands for what is unknown. */
  private bestPath(piece: string): { id: number; start: number; end: number }[] {
    const { length } = piece;
    const scores = new Float64Array(length + 1);
    const froms = new Int32Array(length + 1).fill(-1);
    const ids = new Int32Array(length + 1);
    const offer = (from: number, to: number, id: number, score: number): void => {
      if (froms[to] !== -1 && scores[from]! + score <= scores[to]!) return;
      scores[to] = scores[from]! + score;
      froms[to] = from;
      ids[to] = id;
    };
    for (let from = 0; from < length; ) {
      const next = from + (piece.codePointAt(from)! > 0xffff ? 2 : 1);
      let single = false;
      this.trie.prefixesAt(piece, from, (id, to) => {
        offer(from, to, id, this.scores[id]!);
        single ||= to === next;
      });
      if (!single) offer(from, next, -1, this.unknownScore);
      from = next;
    }
    const path = [];
    for (let end = length; end > 0; end = froms[end]!) {
      const id = ids[end]! === this.unknown ? -1 : ids[end]!;
      path.push({ id, start: froms[end]!, end });
    }
    return path.reverse();
  }

  private pushUnknown(result: Mutable, piece: string, start: number, end: number): void {
    const whole = this.ids.get(piece.slice(start, end));
    if (whole !== undefined) {
      push(result, whole, start, end);
      return;
    }
    if (this.byteFallback) {
      const bytes = bytesWithRanges(piece, start, end).map(({ byte, from, to }) => ({
        id: this.ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`),
        from,
        to,
      }));
      if (bytes.every(({ id }) => id !== undefined)) {
        for (const { id, from, to } of bytes) push(result, id!, from, to);
        return;
      }
    }
    if (this.unknown === undefined) {
      throw new RangeError(
        `Cannot tokenize ${JSON.stringify(piece.slice(start, end))}: expected characters of the vocabulary, for the model has no unk_id. ` +
          `Give it one.`,
      );
    }
    push(result, this.unknown, start, end);
  }
}

interface Mutable {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
}

function push({ ids, starts, ends }: Mutable, id: number, start: number, end: number): void {
  ids.push(id);
  starts.push(start);
  ends.push(end);
}

/** The bytes of a part of a text, each with the units of the character that it belongs to. */
function bytesWithRanges(
  text: string,
  start: number,
  end: number,
): { byte: number; from: number; to: number }[] {
  const result = [];
  let from = start;
  for (const character of text.slice(start, end)) {
    const to = from + character.length;
    for (const byte of encoder.encode(character)) result.push({ byte, from, to });
    from = to;
  }
  return result;
}
