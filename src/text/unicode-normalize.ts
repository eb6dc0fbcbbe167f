import type { AlignedText } from "./aligned-text.ts";

/** A character with its marks, or the letters of a Korean syllable. */
const cluster =
  /[\u1100-\u115F\uA960-\uA97C]*[\u1160-\u11A7\uD7B0-\uD7C6]*[\u11A8-\u11FF\uD7CB-\uD7FB]+\p{M}*|[\u1100-\u115F\uA960-\uA97C]+[\u1160-\u11A7\uD7B0-\uD7C6]*\p{M}*|[\s\S]\p{M}*/gu;

/** Where a run that could change may begin and end: nothing combines across an ASCII character at its left. */
const run = /[\0-\x7F]?[^\0-\x7F]+/gu;

/**
 * A text in one of Unicode's normal forms: with letters and their marks composed (NFC) or apart (NFD), and with signs
 * that look different but mean the same, such as ﬁ and fi, made alike (NFKC, NFKD).
 *
 * Source: Unicode Standard Annex #15.
 *
 * @example
 * unicodeNormalize(AlignedText.of("é"), "NFD").text.length; // 2
 */
export function unicodeNormalize(text: AlignedText, form: "NFC" | "NFD" | "NFKC" | "NFKD"): AlignedText {
  const whole = text.text.normalize(form);
  if (whole === text.text) return text;
  const byClusters = text.replace(cluster, (match) => match.normalize(form));
  return byClusters.text === whole ? byClusters : text.replace(run, (match) => match.normalize(form));
}
