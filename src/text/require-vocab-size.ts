/**
 * Throws: RangeError unless the wished size of a vocabulary is a positive integer and has room for what it must hold.
 */
export function requireVocabSize(wished: number, least: number): void {
  if (Number.isInteger(wished) && wished >= Math.max(1, least)) return;
  throw new RangeError(
    `Cannot train a tokenizer of ${wished} tokens: expected an integer of at least ${least}, which are special tokens and single ` +
      `characters. Raise vocabSize.`,
  );
}
