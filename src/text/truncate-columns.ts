import type { EncodingColumns } from "./encoding.ts";
import type { TruncationJson } from "./tokenizer-json.ts";

/**
 * The parts that tokens are cut into where a text, or a pair of texts, may have `length` tokens: for each text the part that stays,
 * then those that are cut off, which share `stride` tokens with their neighbours.
 *
 * Throws: RangeError if the text that alone is to be shortened is too short for that, or the stride is not below the length.
 */
export function truncateColumns(
  texts: readonly EncodingColumns[],
  length: number,
  { strategy = "LongestFirst", stride = 0, direction = "Right" }: TruncationJson,
): readonly (readonly EncodingColumns[])[] {
  const lengths = texts.map(({ ids }) => ids.length);
  const total = lengths.reduce((sum, each) => sum + each, 0);
  if (total <= length) return texts.map((text) => [text]);
  const kept = strategy === "LongestFirst" ? longestFirst(lengths, length) : [...lengths];
  if (strategy !== "LongestFirst") {
    const which = strategy === "OnlyFirst" ? 0 : 1;
    const left = (lengths[which] ?? 0) - (total - length);
    if (length > 0 && left <= 0) {
      throw new RangeError(
        `Cannot truncate texts of ${lengths.join(" and ")} tokens to ${length} with strategy ${strategy}: expected text ${which + 1} ` +
          `to have more than ${total - length}, got ${lengths[which] ?? 0}. Use LongestFirst, or a greater max_length.`,
      );
    }
    kept[which] = left;
  }
  return texts.map((text, i) => cut(text, length === 0 ? 0 : kept[i]!, stride, direction === "Left"));
}

/** The longer is shortened until both are as long, then both are. */
function longestFirst(lengths: readonly number[], length: number): number[] {
  if (lengths.length === 1) return [length];
  const shorter = Math.min(lengths[0]!, lengths[1]!);
  let small = shorter;
  let large = small > length ? small : Math.max(small, length - small);
  if (small + large > length) {
    small = Math.floor(length / 2);
    large = small + (length % 2);
  }
  return lengths[0]! > lengths[1]! ? [large, small] : [small, large];
}

function cut(text: EncodingColumns, length: number, stride: number, left: boolean): EncodingColumns[] {
  const all = text.ids.length;
  if (length >= all) return [text];
  if (length === 0) return [part(text, 0, 0), text];
  if (stride >= length) {
    throw new RangeError(
      `Cannot truncate to ${length} tokens of a text with stride ${stride}: expected a stride below that, for each part must bring ` +
        `tokens of its own. Lower the stride.`,
    );
  }
  const parts: EncodingColumns[] = [];
  for (let i = 0; ; i += length - stride) {
    const [from, to] = left ? [Math.max(0, all - i - length), all - i] : [i, Math.min(all, i + length)];
    parts.push(part(text, from, to));
    if (left ? from === 0 : to === all) return parts;
  }
}

function part(text: EncodingColumns, from: number, to: number): EncodingColumns {
  return Object.fromEntries(
    Object.entries(text).map(([name, column]) => [name, (column as number[]).slice(from, to)]),
  ) as unknown as EncodingColumns;
}
