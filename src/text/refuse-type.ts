/**
 * Throws the error for a part of a `tokenizer.json` whose type nobody knows.
 *
 * Throws: RangeError naming the types that there are.
 */
export function refuseType(what: string, json: unknown, known: readonly string[]): never {
  const type = (json as { type?: unknown } | null)?.type;
  throw new RangeError(
    `Cannot make a ${what} of type ${JSON.stringify(type)}: expected ${known.slice(0, -1).join(", ")} or ` +
      `${known.at(-1)}, got ${JSON.stringify(json)?.slice(0, 80)}. See whether the file is a tokenizer.json of Hugging Face's.`,
  );
}
