import { bytesOfCharacters } from "./byte-characters.ts";
import { compilePattern } from "./compile-pattern.ts";
import { prependScheme } from "./make-pre-tokenizer.ts";
import { refuseType } from "./refuse-type.ts";
import type { DecoderJson } from "./tokenizer-json.ts";

/** Changes tokens on their way to a text, which is what they make when put together. */
export type Decoder = (tokens: readonly string[]) => readonly string[];

const encoder = /* @__PURE__ */ new TextEncoder();
const lossy = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });
const strict = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/**
 * The decoder that a `tokenizer.json` describes.
 *
 * Throws: RangeError if its type is unknown, or a pattern cannot be compiled.
 *
 * @example
 * makeDecoder({ type: "WordPiece" })(["un", "##able", "."]).join(""); // "unable."
 */
export function makeDecoder(json: DecoderJson): Decoder {
  switch (json.type) {
    case "Sequence": {
      const steps = json.decoders.map(makeDecoder);
      return (tokens) => steps.reduce((result, step) => step(result), tokens);
    }
    case "ByteLevel":
      return (tokens) => [lossy.decode(Uint8Array.from(tokens.flatMap(bytesOf)))];
    case "WordPiece": {
      const { prefix = "##", cleanup = true } = json;
      return (tokens) =>
        tokens.map((token, i) => {
          const spaced =
            i === 0 ? token : token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
          return cleanup ? tidy(spaced) : spaced;
        });
    }
    case "BPEDecoder": {
      const { suffix = "</w>" } = json;
      return (tokens) =>
        tokens.map((token, i) => token.replaceAll(suffix, i === tokens.length - 1 ? "" : " "));
    }
    case "Metaspace": {
      const { replacement = "▁" } = json;
      const keepsFirst = prependScheme(json) === "never";
      return (tokens) =>
        tokens.map((token, i) => token.replaceAll(replacement, i === 0 && !keepsFirst ? "" : " "));
    }
    case "ByteFallback":
      return joinBytes;
    case "Fuse":
      return (tokens) => [tokens.join("")];
    case "Strip":
      return (tokens) => tokens.map((token) => stripped(token, json.content, json.start, json.stop));
    case "Replace": {
      const pattern = compilePattern(json.pattern);
      return (tokens) => tokens.map((token) => token.replace(pattern, () => json.content));
    }
    case "CTC": {
      const { pad_token = "<pad>", word_delimiter_token = "|", cleanup = true } = json;
      return (tokens) =>
        tokens
          .filter((token, i) => token !== tokens[i - 1])
          .map((token) => token.replaceAll(pad_token, ""))
          .map((token) => (cleanup ? tidy(token).replaceAll(word_delimiter_token, " ") : token))
          .filter((token) => token !== "");
    }
    default:
      return refuseType("decoder", json, [
        ...["Sequence", "ByteLevel", "WordPiece", "BPEDecoder", "Metaspace", "ByteFallback", "Fuse", "Strip"],
        ...["Replace", "CTC"],
      ]);
  }
}

/** The bytes of a token's characters; those of its text if a character stands for no byte. */
function bytesOf(token: string): readonly number[] {
  const bytes = Array.from(token, (character) => bytesOfCharacters.get(character));
  return bytes.includes(undefined) ? [...encoder.encode(token)] : (bytes as number[]);
}

/** `<0xE2>` and the like in a row as the characters they are the bytes of, or each as U+FFFD if they are of none. */
function joinBytes(tokens: readonly string[]): string[] {
  const result: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      result.push(strict.decode(Uint8Array.from(bytes)));
    } catch {
      result.push(...bytes.map(() => "\uFFFD"));
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = /^<0x([0-9a-fA-F]{2})>$/.exec(token)?.[1];
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
    else {
      flush();
      result.push(token);
    }
  }
  flush();
  return result;
}

function stripped(token: string, content: string, start: number, stop: number): string {
  let [from, to] = [0, token.length];
  for (let i = 0; i < start && token.startsWith(content, from); i++) from += content.length;
  for (let i = 0; i < stop && to > from && token.slice(from, to).endsWith(content); i++) to -= content.length;
  return token.slice(from, to);
}

/** English without the spaces that tokens put before marks and shortened words. */
function tidy(text: string): string {
  return text
    .replace(/ ([.?!,])/g, "$1")
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(" do not", " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
}
