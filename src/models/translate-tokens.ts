import { KeyValueCache } from "../nn/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { beamSearch } from "./beam-search.ts";
import type { Memory, TranslationTransformer } from "./translation-transformer.ts";

/** How texts are translated. */
export interface TranslateTokensOptions {
  /** The token that comes before a translation. */
  readonly start: number;
  /** The token that ends one. */
  readonly end: number;
  /** The most tokens of a source, to which shorter ones are filled up, and of a translation with its end. */
  readonly maxLength: number;
  /** How many beginnings of a translation are kept; 1 takes the likeliest token each time. Default: 4. */
  readonly beams?: number;
  /** Texts that are translated at once. Default: 32. */
  readonly batchSize?: number;
}

/**
 * A function that translates texts, by `beamSearch`. Each token is computed once, from the keys and values that are kept of those
 * before it; its two programs are compiled at the first call and serve any number of texts, which may have different lengths.
 *
 * Throws: what the function gives is rejected with a RangeError if a text is empty or longer than `maxLength`.
 *
 * @example sketch
 * const translate = translateTokens(model, { start: 1, end: 2, maxLength: 60 });
 * await translate([[5, 17, 3], [8]]); // [[21, 4], [6, 6, 30]]
 */
export function translateTokens(
  model: TranslationTransformer,
  { start, end, maxLength, beams = 4, batchSize = 32 }: TranslateTokensOptions,
): (sources: readonly (readonly number[])[]) => Promise<number[][]> {
  const width = model.embedding.embeddingDim / model.numHeads;
  const sizes = { batch: batchSize * beams, numHeads: model.numHeads, maxTokens: maxLength, width };
  const caches = model.decoder.map(() => new KeyValueCache(sizes));
  const read = compile((source: Tensor) => noGrad(() => model.read(source)));
  const next = compile((tokens: Tensor, from: Tensor, memory: Memory) =>
    noGrad(() => {
      for (const cache of caches) cache.reorder(from);
      return model.write(tokens.unsqueeze(1), memory, caches).squeeze(1).logSoftmax();
    }),
  );
  const ints = (data: Int32Array, shape = [data.length]) => tensor(data, { shape, dtype: "int32" });

  return async (sources) => {
    const wrong = sources.findIndex(({ length }) => length < 1 || length > maxLength);
    if (wrong >= 0) {
      throw new RangeError(
        `Cannot translate text ${wrong}: expected 1 to ${maxLength} tokens, got ${sources[wrong]!.length}. Cut it into sentences.`,
      );
    }
    const translations: number[][] = [];
    for (let at = 0; at < sources.length; at += batchSize) {
      const batch = sources.slice(at, at + batchSize);
      const rows = new Int32Array(batchSize * beams * maxLength);
      for (let row = 0; row < batchSize * beams; row++) {
        rows.set(batch[Math.min(Math.floor(row / beams), batch.length - 1)]!, row * maxLength);
      }
      const memory = read(ints(rows, [batchSize * beams, maxLength]));
      for (const cache of caches) cache.clear();
      const step = (tokens: Int32Array, from: Int32Array) => next(ints(tokens), ints(from), memory).data();
      const found = await beamSearch({ batch: batchSize, beams, start, end, maxLength, step });
      translations.push(...found.slice(0, batch.length));
    }
    return translations;
  };
}
