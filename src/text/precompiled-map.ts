import type { AlignedText } from "./aligned-text.ts";

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/**
 * The normalizer in a SentencePiece model: a map from strings to strings, in base64: the bytes of a double-array trie with their
 * number in front, and then the strings that its leaves point to, each with a zero at its end.
 *
 * Throws: RangeError if these are not the bytes of such a map.
 * Source: Aoe, "An Efficient Digital Search Algorithm by Using a Double-Array Structure", 1989; Kudo and Richardson,
 * "SentencePiece", 2018, section 3.2.
 *
 * @example sketch
 * readPrecompiled(model.normalizer.precompiled_charsmap)(AlignedText.of("①")).text; // "1"
 */
export function readPrecompiled(base64: string): (text: AlignedText) => AlignedText {
  const { trie, strings } = readMap(base64);
  const cached = new Map<string, string>();
  const lookUp = (part: string): string | undefined => {
    const at = firstLeaf(trie, encoder.encode(part));
    return at === undefined ? undefined : decoder.decode(strings.subarray(at, strings.indexOf(0, at)));
  };
  const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const map = (grapheme: string): string => {
    let result = cached.get(grapheme);
    if (result !== undefined) return result;
    const whole = encoder.encode(grapheme).length < 6 ? lookUp(grapheme) : undefined;
    result = whole ?? Array.from(grapheme, (part) => lookUp(part) ?? part).join("");
    if (cached.size < 10_000) cached.set(grapheme, result);
    return result;
  };
  const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  const keepsAscii = ascii.every((character) => map(character) === character);
  return (text) => {
    if (keepsAscii && /^[ -~]*$/.test(text.text)) return text;
    return text.mapParts(
      Array.from(graphemes.segment(text.text), ({ segment }) => segment).map((part) => [part, map(part)]),
    );
  };
}

function readMap(base64: string): { trie: Uint32Array; strings: Uint8Array } {
  const refuse = (got: string): RangeError =>
    new RangeError(
      `Cannot read a precompiled map: expected base64 of a double-array trie and its strings, got ${got}. Convert the model anew.`,
    );
  let text: string;
  try {
    text = atob(base64);
  } catch {
    throw refuse(JSON.stringify(String(base64).slice(0, 40)));
  }
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  if (bytes.length < 8) throw refuse(`${bytes.length} bytes`);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  if (length % 4 !== 0 || 4 + length >= bytes.length)
    throw refuse(`a trie of ${length} bytes in ${bytes.length}`);
  const trie = new Uint32Array(bytes.slice(4, 4 + length).buffer);
  return { trie, strings: bytes.subarray(4 + length) };
}

/** The value at the first leaf on the way of the bytes, if there is one. */
function firstLeaf(trie: Uint32Array, bytes: Uint8Array): number | undefined {
  const offset = (unit: number): number => (unit >>> 10) << ((unit & 512) >>> 6);
  let at = offset(trie[0]!);
  for (const byte of bytes) {
    if (byte === 0) return undefined;
    at ^= byte;
    const unit = trie[at];
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
    at ^= offset(unit);
    if ((unit & 256) !== 0) return trie[at]! & 0x7fffffff;
  }
  return undefined;
}
