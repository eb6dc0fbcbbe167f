/** Text for models: what needs no files, and so works in a page. */

export { type BertTokenizerOptions, bertTokenizer } from "./bert-tokenizer.ts";
export { type BucketOptions, bucketByLength } from "./bucket-by-length.ts";
export { clipTokenizer } from "./clip-tokenizer.ts";
export { Encoding } from "./encoding.ts";
export { type Gpt2Files, gpt2Tokenizer } from "./gpt2-tokenizer.ts";
export { type PaddedSequences, type PadSequencesOptions, padSequences } from "./pad-sequences.ts";
export { type DecodeOptions, type EncodeOptions, type TextOrPair, Tokenizer } from "./tokenizer.ts";
export type {
  AddedTokenJson,
  BpeJson,
  ByteLevelJson,
  DecoderJson,
  MetaspaceJson,
  ModelJson,
  NormalizerJson,
  PaddingJson,
  PatternJson,
  PostProcessorJson,
  PrependScheme,
  PreTokenizerJson,
  SplitBehavior,
  TemplatePieceJson,
  TokenizerJson,
  TruncationJson,
  UnigramJson,
  WordLevelJson,
  WordPieceJson,
} from "./tokenizer-json.ts";
export { type TrainBpeOptions, trainBpe } from "./train-bpe.ts";
export { type TrainCharactersOptions, trainCharacters } from "./train-characters.ts";
export { type TrainUnigramOptions, trainUnigram } from "./train-unigram.ts";
export { type TrainWordPieceOptions, trainWordPiece } from "./train-word-piece.ts";
export { type TrainWord2vecOptions, trainWord2vec } from "./train-word2vec.ts";
export { Vocabulary, type VocabularyOptions } from "./vocabulary.ts";
export {
  decodeWord2vecBinary,
  decodeWordVectors,
  type EncodeWordVectorsOptions,
  encodeWord2vecBinary,
  encodeWordVectors,
} from "./word-vector-formats.ts";
export { type Neighbour, WordVectors } from "./word-vectors.ts";
