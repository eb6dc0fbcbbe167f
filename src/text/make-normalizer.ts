import type { AlignedText } from "./aligned-text.ts";
import { bertNormalize } from "./bert-normalize.ts";
import { byteLevel } from "./byte-characters.ts";
import { compilePattern } from "./compile-pattern.ts";
import { lowercase } from "./lowercase.ts";
import { readPrecompiled } from "./precompiled-map.ts";
import { refuseType } from "./refuse-type.ts";
import type { NormalizerJson } from "./tokenizer-json.ts";
import { unicodeNormalize } from "./unicode-normalize.ts";

/** Changes a text before it is taken apart. */
export type Normalizer = (text: AlignedText) => AlignedText;

/** What SentencePiece's rules drop, and what they take for a space. */
const dropped = /[^\P{Cc}\0\t\n\f\r\x80-\x8E\x90-\x9E]/gu;
const spaces = /[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]/g;

/**
 * The normalizer that a `tokenizer.json` describes.
 *
 * Throws: RangeError if its type is unknown or a part of it is missing.
 *
 * @example
 * makeNormalizer({ type: "Lowercase" })(AlignedText.of("ABC")).text; // "abc"
 */
export function makeNormalizer(json: NormalizerJson): Normalizer {
  switch (json.type) {
    case "Sequence": {
      const steps = json.normalizers.map(makeNormalizer);
      return (text) => steps.reduce((result, step) => step(result), text);
    }
    case "NFC":
    case "NFD":
    case "NFKC":
    case "NFKD": {
      const form = json.type;
      return (text) => unicodeNormalize(text, form);
    }
    case "Lowercase":
      return lowercase;
    case "StripAccents":
      return (text) => text.replace(/\p{M}/gu, "");
    case "Strip":
      return (text) => strip(text, json.strip_left ?? true, json.strip_right ?? true);
    case "Replace": {
      const pattern = compilePattern(json.pattern);
      return (text) => text.replace(pattern, json.content);
    }
    case "Prepend":
      return (text) => (text.text === "" ? text : text.prepend(json.prepend));
    case "Nmt":
      return (text) => text.replace(dropped, "").replace(spaces, " ");
    case "ByteLevel":
      return (text) => text.mapParts(Array.from(text.text, (part) => [part, byteLevel(part)]));
    case "Precompiled":
      return readPrecompiled(json.precompiled_charsmap);
    case "BertNormalizer": {
      const { clean_text = true, handle_chinese_chars = true, lowercase: lower = true } = json;
      const options = {
        cleanText: clean_text,
        handleChineseChars: handle_chinese_chars,
        stripAccents: json.strip_accents ?? lower,
        lowercase: lower,
      };
      return (text) => bertNormalize(text, options);
    }
    default:
      return refuseType("normalizer", json, [
        ...["Sequence", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Strip", "Replace"],
        ...["Prepend", "Nmt", "ByteLevel", "Precompiled", "BertNormalizer"],
      ]);
  }
}

function strip(text: AlignedText, left: boolean, right: boolean): AlignedText {
  const whole = text.text;
  const start = left ? /^\p{White_Space}*/u.exec(whole)![0].length : 0;
  const end = right ? whole.length - /\p{White_Space}*$/u.exec(whole.slice(start))![0].length : whole.length;
  return start === 0 && end === whole.length ? text : text.slice(start, end);
}
