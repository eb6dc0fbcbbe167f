import type { Random } from "../base/random.ts";

/**
 * The items of a stream in random order, of which at most `size` are held: each that leaves is drawn from those held,
 * and the next one takes its place.
 *
 * @example sketch
 * for await (const line of shuffled(lines, { size: 1000, random })) use(line);
 */
export async function* shuffled<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  { size, random }: { readonly size: number; readonly random: Random },
): AsyncGenerator<Item> {
  const held: Item[] = [];
  for await (const item of items) {
    if (held.length < size) {
      held.push(item);
      continue;
    }
    const place = random.integer(0, size);
    const drawn = held[place]!;
    held[place] = item;
    yield drawn;
  }
  for (const place of random.permutation(held.length)) yield held[place]!;
}
