/** Bytes that are printable characters of Latin-1, and so stand for themselves. */
function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

function makeCharacters(): string[] {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
}

/**
 * The printable character that stands for each byte in byte-level vocabularies: itself, or one from U+0100 on.
 *
 * Source: Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, `encoder.py`: `bytes_to_unicode`.
 *
 * @example
 * byteCharacters[32]; // "Ġ"
 */
export const byteCharacters: readonly string[] = /* @__PURE__ */ makeCharacters();

/** The byte that each such character stands for. */
export const bytesOfCharacters: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ makeCharacters().map((character, byte) => [character, byte]),
);

const encoder = /* @__PURE__ */ new TextEncoder();

/**
 * A text with the character of each of its UTF-8 bytes. Half a surrogate pair counts as U+FFFD.
 *
 * @example
 * byteLevel(" é"); // "ĠÃ©"
 */
export function byteLevel(text: string): string {
  // Letters and marks of ASCII stand for themselves, and most words are such with one space in front.
  if (/^ ?[!-~]*$/.test(text)) return text.startsWith(" ") ? `Ġ${text.slice(1)}` : text;
  let result = "";
  for (const byte of encoder.encode(text)) result += byteCharacters[byte];
  return result;
}
