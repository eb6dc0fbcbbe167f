/** Text for models: tokenizers, vocabularies, word vectors. */

export * from "./in-memory.ts";
export { sentencePieceTokenizer } from "./sentence-piece-tokenizer.ts";
export { loadTokenizer, saveTokenizer } from "./tokenizer-file.ts";
export { loadWordVectors, saveWordVectors } from "./word-vector-file.ts";
