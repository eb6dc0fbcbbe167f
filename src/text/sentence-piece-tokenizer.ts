import { PbfReader } from "pbf";
import { requireKind } from "../base/argument-kinds.ts";
import { Tokenizer } from "./tokenizer.ts";
import type { AddedTokenJson, ModelJson, NormalizerJson, TokenizerJson } from "./tokenizer-json.ts";

interface Piece {
  token: string;
  score: number;
  type: number;
}

interface Parts {
  readonly pieces: Piece[];
  /** 1 for Unigram, 2 for byte-pair encoding. */
  modelType: number;
  unknownId: number;
  charsMap: Uint8Array;
  dummyPrefix: boolean;
  removeExtraWhitespaces: boolean;
}

/** The types of pieces, in SentencePiece's numbers. */
const pieceType = { unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

/**
 * The tokenizer of a SentencePiece model, `tokenizer.model`: Unigram, or byte-pair encoding as for Llama, which falls back to bytes.
 * Begins with `<s>` where the model is byte-pair encoding and has one, as Llama's does.
 *
 * Throws: RangeError if the bytes are no such model, or one of words or characters.
 * Source: Kudo and Richardson, "SentencePiece", 2018; `sentencepiece_model.proto`.
 *
 * @example sketch
 * const tokenizer = sentencePieceTokenizer(await readFile("tokenizer.model"));
 * tokenizer.encode("Hello").tokens; // ["<s>", "▁Hello"]
 */
export function sentencePieceTokenizer(bytes: Uint8Array): Tokenizer {
  requireKind("bytes", "call sentencePieceTokenizer", { bytes });
  const parts = readModel(bytes);
  const { pieces } = parts;
  const bpe = parts.modelType === 2;
  const special = new Set<number>([pieceType.unknown, pieceType.control]);
  const added = pieces.flatMap(({ token, type }, id): AddedTokenJson[] =>
    special.has(type) || type === pieceType.userDefined
      ? [{ id, content: token, special: special.has(type), normalized: false }]
      : [],
  );
  const begin = bpe
    ? pieces.findIndex(({ token, type }) => token === "<s>" && type === pieceType.control)
    : -1;
  const byteFallback = pieces.some(({ type }) => type === pieceType.byte);
  const json: TokenizerJson = {
    added_tokens: added,
    normalizer: normalizerOf(parts),
    decoder: {
      type: "Sequence",
      decoders: [
        { type: "Replace", pattern: { String: "▁" }, content: " " },
        { type: "ByteFallback" },
        { type: "Fuse" },
        { type: "Strip", content: " ", start: parts.dummyPrefix ? 1 : 0, stop: 0 },
      ],
    },
    model: bpe ? bpeOf(parts, byteFallback) : unigramOf(parts, byteFallback),
  };
  return new Tokenizer(begin < 0 ? json : { ...json, post_processor: beginningWith("<s>", begin) });
}

function normalizerOf({ charsMap, dummyPrefix, removeExtraWhitespaces }: Parts): NormalizerJson {
  const normalizers: NormalizerJson[] = [];
  if (charsMap.length > 0) {
    const text = Array.from(charsMap, (byte) => String.fromCharCode(byte)).join("");
    normalizers.push({ type: "Precompiled", precompiled_charsmap: btoa(text) });
  }
  if (removeExtraWhitespaces) {
    normalizers.push({ type: "Strip" }, { type: "Replace", pattern: { Regex: " {2,}" }, content: " " });
  }
  if (dummyPrefix) normalizers.push({ type: "Prepend", prepend: "▁" });
  normalizers.push({ type: "Replace", pattern: { String: " " }, content: "▁" });
  return { type: "Sequence", normalizers };
}

function unigramOf({ pieces, unknownId }: Parts, byteFallback: boolean): ModelJson {
  return {
    type: "Unigram",
    vocab: pieces.map(({ token, score }) => [token, score]),
    unk_id: unknownId,
    byte_fallback: byteFallback,
  };
}

/** SentencePiece merges what makes the piece of the greatest score: every way to make a piece is a rule. */
function bpeOf({ pieces, unknownId }: Parts, byteFallback: boolean): ModelJson {
  const numbers = new Map(pieces.map(({ token }, id) => [token, id]));
  const rules = pieces.flatMap(({ token, score }) => {
    const halves: { left: string; right: string; score: number }[] = [];
    for (let i = 1; i < token.length; i++) {
      const [left, right] = [token.slice(0, i), token.slice(i)];
      if (numbers.has(left) && numbers.has(right)) halves.push({ left, right, score });
    }
    const number = (token: string): number => numbers.get(token)!;
    return halves.sort((a, b) => number(a.left) - number(b.left) || number(a.right) - number(b.right));
  });
  const length = (token: string): number => [...token].length;
  rules.sort(
    (a, b) => b.score - a.score || length(b.left) - length(a.left) || length(b.right) - length(a.right),
  );
  return {
    type: "BPE",
    vocab: Object.fromEntries(numbers),
    merges: rules.map(({ left, right }) => [left, right] as const),
    unk_token: pieces[unknownId]!.token,
    fuse_unk: true,
    byte_fallback: byteFallback,
  };
}

function beginningWith(token: string, id: number): NonNullable<TokenizerJson["post_processor"]> {
  const mark = (type_id: number) => ({ SpecialToken: { id: token, type_id } });
  const single = [mark(0), { Sequence: { id: "A", type_id: 0 } }] as const;
  return {
    type: "TemplateProcessing",
    single,
    pair: [...single, mark(1), { Sequence: { id: "B", type_id: 1 } }],
    special_tokens: { [token]: { id: token, ids: [id], tokens: [token] } },
  };
}

function readModel(bytes: Uint8Array): Parts {
  const parts: Parts = {
    pieces: [],
    modelType: 1,
    unknownId: 0,
    charsMap: new Uint8Array(0),
    dummyPrefix: true,
    removeExtraWhitespaces: true,
  };
  let why = "";
  try {
    new PbfReader(bytes).readFields(readField, parts);
  } catch (error) {
    why = (error as Error).message;
  }
  if (why === "" && parts.pieces.length > 0 && parts.pieces[parts.unknownId] && parts.modelType <= 2)
    return parts;
  const got =
    why ||
    (parts.modelType > 2
      ? `model type ${parts.modelType}`
      : `${parts.pieces.length} pieces in ${bytes.length} bytes`);
  throw new RangeError(
    `Cannot read a SentencePiece model: expected the bytes of a tokenizer.model of type Unigram or BPE, got ${got}. Fetch the file anew.`,
  );
}

function readField(tag: number, parts: Parts, reader: PbfReader): void {
  if (tag === 1) {
    const piece: Piece = { token: "", score: 0, type: 1 };
    reader.readMessage((field) => {
      if (field === 1) piece.token = reader.readString();
      else if (field === 2) piece.score = reader.readFloat();
      else if (field === 3) piece.type = reader.readVarint();
    }, piece);
    if (piece.type === pieceType.unknown) parts.unknownId = parts.pieces.length;
    parts.pieces.push(piece);
  } else if (tag === 2) {
    reader.readMessage((field) => {
      if (field === 3) parts.modelType = reader.readVarint();
    }, parts);
  } else if (tag === 3) {
    reader.readMessage((field) => {
      if (field === 2) parts.charsMap = reader.readBytes();
      else if (field === 3) parts.dummyPrefix = reader.readBoolean();
      else if (field === 4) parts.removeExtraWhitespaces = reader.readBoolean();
    }, parts);
  }
}
