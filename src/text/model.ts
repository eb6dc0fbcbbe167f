/** The tokens of a piece: their numbers, and the units of the piece that each covers. */
export interface TokenizedPiece {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Makes tokens of pieces, each by itself. */
export interface Model {
  /** One more than the greatest number of a token. */
  readonly size: number;
  /** The tokens of a piece that is not empty. */
  tokenize(piece: string): TokenizedPiece;
  idOf(token: string): number | undefined;
  tokenOf(id: number): string | undefined;
}

/**
 * The tokens of a vocabulary by their numbers.
 *
 * Throws: RangeError if the vocabulary is no object of numbers from 0 on.
 */
export function tokensById(vocab: Readonly<Record<string, number>>, model: string): (string | undefined)[] {
  if (typeof vocab !== "object" || vocab === null || Array.isArray(vocab)) {
    throw new RangeError(
      `Cannot make a ${model} model: expected a vocab of tokens with their numbers, got ${JSON.stringify(vocab)?.slice(0, 60)}. ` +
        `Take it from the "model" of a tokenizer.json, or train one.`,
    );
  }
  const tokens: (string | undefined)[] = [];
  for (const [token, id] of Object.entries(vocab)) {
    if (!Number.isInteger(id) || id < 0 || id > 0xfffffff) {
      throw new RangeError(
        `Cannot make a ${model} model whose token ${JSON.stringify(token)} has the number ${id}: expected an integer from 0 on. ` +
          `Number the tokens 0, 1, 2, ….`,
      );
    }
    tokens[id] = token;
  }
  return tokens;
}

/**
 * The number of the token for what is not known, or undefined if the model names none.
 *
 * Throws: RangeError if the vocabulary lacks the token.
 */
export function unknownId(
  vocab: ReadonlyMap<string, number>,
  token: string | null | undefined,
  model: string,
): number | undefined {
  if (token === null || token === undefined) return undefined;
  const id = vocab.get(token);
  if (id !== undefined) return id;
  throw new RangeError(
    `Cannot make a ${model} model with unk_token ${JSON.stringify(token)}: expected a token of its vocab of ${vocab.size}. ` +
      `Add it to the vocab, or name another.`,
  );
}
