import type { AlignedText } from "./aligned-text.ts";
import type { SplitBehavior } from "./tokenizer-json.ts";

/**
 * A text cut at the matches of a global pattern. Matches are left out (`Removed`), pieces of their own (`Isolated`), together
 * with neighbouring matches (`Contiguous`), or part of the piece before or after; with `invert` that is said of what lies
 * between matches. No piece is empty.
 *
 * @example
 * const pieces = splitText(AlignedText.of("a-b"), /-/g, "MergedWithPrevious");
 * pieces.map((piece) => piece.text); // ["a-", "b"]
 */
export function splitText(
  text: AlignedText,
  pattern: RegExp,
  behavior: SplitBehavior,
  invert = false,
): AlignedText[] {
  const whole = text.text;
  if (behavior === "Isolated") return isolated(text, pattern);
  const parts: { from: number; to: number; match: boolean }[] = [];
  let end = 0;
  for (const match of whole.matchAll(pattern)) {
    if (match.index > end) parts.push({ from: end, to: match.index, match: invert });
    end = match.index + match[0].length;
    if (match[0] !== "") parts.push({ from: match.index, to: end, match: !invert });
  }
  if (end < whole.length) parts.push({ from: end, to: whole.length, match: invert });
  return joined(parts, behavior).map(({ from, to }) => text.slice(from, to));
}

function isolated(text: AlignedText, pattern: RegExp): AlignedText[] {
  const whole = text.text;
  const pieces: AlignedText[] = [];
  let end = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(whole); match !== null; match = pattern.exec(whole)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (end > match.index) pieces.push(text.slice(match.index, end));
    else pattern.lastIndex = end + 1;
  }
  if (end < whole.length) pieces.push(text.slice(end, whole.length));
  return pieces;
}

interface Part {
  readonly from: number;
  readonly to: number;
  readonly match: boolean;
}

function joined(parts: readonly Part[], behavior: SplitBehavior): readonly Part[] {
  switch (behavior) {
    case "Removed":
      return parts.filter(({ match }) => !match);
    case "Contiguous":
      return runs(parts, (before, part) => before.match === part.match);
    case "MergedWithPrevious":
      return runs(parts, (before, part) => !before.match && part.match);
    case "MergedWithNext":
      return runs(parts, (before, part) => before.match && !part.match);
    default:
      return parts;
  }
}

/** Neighbours that belong together as one; `belongs` compares the part with the one before it. */
function runs(parts: readonly Part[], belongs: (before: Part, part: Part) => boolean): readonly Part[] {
  const result: Part[] = [];
  for (const [i, part] of parts.entries()) {
    const last = result.at(-1);
    if (last !== undefined && belongs(parts[i - 1]!, part)) {
      result[result.length - 1] = { ...last, to: part.to };
    } else result.push(part);
  }
  return result;
}
