import type { AlignedText } from "./aligned-text.ts";

/**
 * A text in lower case, each character by itself: a sigma at the end of a word becomes the same as any other.
 *
 * @example
 * lowercase(AlignedText.of("ΟΔΟΣ")).text; // "οδοσ"
 */
export function lowercase(text: AlignedText): AlignedText {
  const lower = text.text.replaceAll("Σ", "σ").toLowerCase();
  if (lower.length === text.text.length) return text.sameLength(lower);
  // The one capital whose small letter is longer.
  return text.replace(/İ/g, "i\u0307").sameLength(lower);
}
