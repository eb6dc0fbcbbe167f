import type { AlignedText } from "./aligned-text.ts";
import { byteLevel } from "./byte-characters.ts";
import { compilePattern, literal } from "./compile-pattern.ts";
import { refuseType } from "./refuse-type.ts";
import { splitText } from "./split-text.ts";
import type { ByteLevelJson, MetaspaceJson, PrependScheme, PreTokenizerJson } from "./tokenizer-json.ts";

/** Takes a text apart into pieces, and may change them. */
export type PreTokenizer = (text: AlignedText) => readonly AlignedText[];

const whiteSpace = /\p{White_Space}+/gu;
/** GPT-2's words: with the space before them, and what an apostrophe shortens by itself. */
const byteLevelWords =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const wordsAndMarks =
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu;
const punctuation = /[!-/:-@[-`{-~\p{P}]/gu;
const bertPieces = /[!-/:-@[-`{-~\p{P}]|[^\p{White_Space}!-/:-@[-`{-~\p{P}]+/gu;

/**
 * The pre-tokenizer that a `tokenizer.json` describes.
 *
 * Throws: RangeError if its type is unknown, or a pattern cannot be compiled.
 *
 * @example
 * const pieces = makePreTokenizer({ type: "Whitespace" })(AlignedText.of("It's so."));
 * pieces.map((piece) => piece.text); // ["It", "'", "s", "so", "."]
 */
export function makePreTokenizer(json: PreTokenizerJson): PreTokenizer {
  switch (json.type) {
    case "Sequence": {
      const steps = json.pretokenizers.map(makePreTokenizer);
      return (text) => {
        let pieces: readonly AlignedText[] = [text];
        for (const step of steps) pieces = pieces.length === 1 ? step(pieces[0]!) : pieces.flatMap(step);
        return pieces;
      };
    }
    case "Whitespace":
      return (text) => splitText(text, wordsAndMarks, "Removed", true);
    case "WhitespaceSplit":
      return (text) => splitText(text, whiteSpace, "Removed");
    case "BertPreTokenizer":
      return (text) => splitText(text, bertPieces, "Removed", true);
    case "Punctuation":
      return (text) => splitText(text, punctuation, json.behavior ?? "Isolated");
    case "Digits": {
      const behavior = json.individual_digits === true ? "Isolated" : "Contiguous";
      return (text) => splitText(text, /\p{N}/gu, behavior);
    }
    case "CharDelimiterSplit": {
      const delimiter = new RegExp(literal(json.delimiter), "gu");
      return (text) => splitText(text, delimiter, "Removed");
    }
    case "FixedLength": {
      const length = new RegExp(`[\\s\\S]{1,${json.length ?? 5}}`, "gu");
      return (text) => splitText(text, length, "Isolated");
    }
    case "Split": {
      const pattern = compilePattern(json.pattern);
      return (text) => splitText(text, pattern, json.behavior, json.invert ?? false);
    }
    case "Metaspace":
      return metaspace(json);
    case "ByteLevel":
      return bytes(json);
    default:
      return refuseType("pre-tokenizer", json, [
        ...["Sequence", "Whitespace", "WhitespaceSplit", "BertPreTokenizer", "Punctuation", "Digits"],
        ...["CharDelimiterSplit", "FixedLength", "Split", "Metaspace", "ByteLevel"],
      ]);
  }
}

/** The scheme that a `Metaspace` names, in the words of today or of older files. */
export function prependScheme(json: MetaspaceJson): PrependScheme {
  return json.prepend_scheme ?? (json.add_prefix_space === false ? "never" : "always");
}

function metaspace(json: MetaspaceJson): PreTokenizer {
  const { replacement = "▁", split = true } = json;
  const scheme = prependScheme(json);
  const mark = new RegExp(literal(replacement), "gu");
  return (text) => {
    let result = text.replace(/ /g, replacement);
    const first = scheme === "always" || (scheme === "first" && text.startOf(0) === 0);
    if (first && result.text !== "" && !result.text.startsWith(replacement))
      result = result.prepend(replacement);
    return split ? splitText(result, mark, "MergedWithNext") : [result];
  };
}

function bytes({ add_prefix_space = true, use_regex = true }: ByteLevelJson): PreTokenizer {
  return (text) => {
    const whole = add_prefix_space && !text.text.startsWith(" ") ? text.prepend(" ") : text;
    const pieces = use_regex ? splitText(whole, byteLevelWords, "Isolated") : [whole];
    return pieces.map(toBytes);
  };
}

function toBytes(piece: AlignedText): AlignedText {
  const mapped = byteLevel(piece.text);
  // As many bytes as units: ASCII, unit for unit.
  if (mapped.length === piece.text.length) return piece.sameLength(mapped);
  return piece.mapParts(Array.from(piece.text, (part) => [part, byteLevel(part)]));
}
