import type { AlignedText } from "./aligned-text.ts";
import { lowercase } from "./lowercase.ts";
import { unicodeNormalize } from "./unicode-normalize.ts";

/** What BERT's normalization does. */
export interface BertNormalization {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/** Without meaning in a text: control characters and formats, but for white space. */
const unclean = /[^\P{C}\t\n\r]|\uFFFD/gu;
const otherSpace = /[^\S ]|\u0085/g;
/** The blocks of CJK ideographs, which BERT takes for words of their own. */
const ideograph =
  /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu;
const plain = /^[ -~]*$/;

/**
 * A text as BERT reads it: control characters gone and white space made spaces, spaces around ideographs, accents gone,
 * lower case.
 *
 * Source: Devlin et al., "BERT", 2019, `tokenization.py`: `BasicTokenizer`.
 *
 * @example
 * const all = { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true };
 * bertNormalize(AlignedText.of("Café\t中"), all).text; // "cafe  中 "
 */
export function bertNormalize(text: AlignedText, options: BertNormalization): AlignedText {
  let result = text;
  if (!plain.test(text.text)) {
    if (options.cleanText) result = result.replace(unclean, "").replace(otherSpace, " ");
    if (options.handleChineseChars) result = result.replace(ideograph, (match) => ` ${match} `);
    if (options.stripAccents) result = unicodeNormalize(result, "NFD").replace(/\p{Mn}/gu, "");
  }
  return options.lowercase ? lowercase(result) : result;
}
