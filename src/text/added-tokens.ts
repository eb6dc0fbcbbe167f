import { AlignedText } from "./aligned-text.ts";
import { literal } from "./compile-pattern.ts";
import type { Normalizer } from "./make-normalizer.ts";
import type { AddedTokenJson } from "./tokenizer-json.ts";

/** A part of a text: an added token, or what lies between them. */
export interface TextPart {
  readonly text: AlignedText;
  /** The added token that it is. */
  readonly id?: number;
}

interface Finder {
  readonly pattern: RegExp;
  readonly byContent: ReadonlyMap<string, AddedTokenJson>;
}

/**
 * Tokens that are found in a text before it is taken apart, such as `[MASK]`: the longest of those that begin at a place. Those that
 * are `normalized` are looked for in the normalized text, the others before.
 *
 * @example
 * const added = new AddedTokens([{ id: 9, content: "<s>", special: true }]);
 * added.split("a<s>b").map((part) => part.id); // [undefined, 9, undefined]
 */
export class AddedTokens {
  readonly ids: ReadonlyMap<string, number>;
  readonly contents: ReadonlyMap<number, string>;
  readonly specialIds: ReadonlySet<number>;
  private readonly raw: Finder | undefined;
  private readonly normalized: Finder | undefined;
  private readonly normalize: Normalizer;

  constructor(tokens: readonly AddedTokenJson[], normalize: Normalizer = (text) => text) {
    this.ids = new Map(tokens.map(({ content, id }) => [content, id]));
    this.contents = new Map(tokens.map(({ content, id }) => [id, content]));
    this.specialIds = new Set(tokens.filter(({ special }) => special === true).map(({ id }) => id));
    this.normalize = normalize;
    const isNormalized = ({ normalized, special }: AddedTokenJson): boolean => normalized ?? special !== true;
    this.raw = finder(tokens.filter((token) => !isNormalized(token)));
    this.normalized = finder(
      tokens
        .filter(isNormalized)
        .map((token) => ({ ...token, content: normalize(AlignedText.of(token.content)).text })),
    );
  }

  /** The parts of a text, normalized but for the tokens found before that. */
  split(text: string): TextPart[] {
    const whole = AlignedText.of(text);
    const parts = this.raw === undefined ? [{ text: whole }] : find(whole, this.raw);
    return parts.flatMap((part: TextPart) => {
      if (part.id !== undefined) return [part];
      const normalized = this.normalize(part.text);
      return this.normalized === undefined ? [{ text: normalized }] : find(normalized, this.normalized);
    });
  }
}

function finder(tokens: readonly AddedTokenJson[]): Finder | undefined {
  const known = tokens.filter(({ content }) => content !== "");
  if (known.length === 0) return undefined;
  const longestFirst = known.map(({ content }) => content).sort((a, b) => b.length - a.length);
  return {
    pattern: new RegExp(longestFirst.map(literal).join("|"), "gu"),
    byContent: new Map(known.map((token) => [token.content, token])),
  };
}

function find(text: AlignedText, { pattern, byContent }: Finder): TextPart[] {
  const whole = text.text;
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of whole.matchAll(pattern)) {
    const token = byContent.get(match[0])!;
    let start = match.index;
    let stop = start + match[0].length;
    if (token.single_word === true) {
      if (/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u.test(whole.slice(0, start))) continue;
      if (/^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u.test(whole.slice(stop))) continue;
    }
    if (token.lstrip === true) {
      const spaces = /\p{White_Space}*$/u.exec(whole.slice(0, start))![0].length;
      start = Math.max(start - spaces, end);
    }
    if (token.rstrip === true) stop += /^\p{White_Space}*/u.exec(whole.slice(stop))![0].length;
    if (start > end) parts.push({ text: text.slice(end, start) });
    parts.push({ text: text.slice(start, stop), id: token.id });
    end = stop;
  }
  if (end < whole.length) parts.push({ text: text.slice(end, whole.length) });
  return parts;
}
