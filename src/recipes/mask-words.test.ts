import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../tensor/index.ts";
import { maskWords, nothing } from "./mask-words.ts";

const [count, length] = [400, 22];
const options = { share: 0.15, most: 4, mask: 4, firstWord: 5, vocabSize: 1005 };
/** `[CLS]`, twenty words, `[SEP]`. */
const tokens = Int32Array.from({ length: count * length }, (_, i) => {
  const place = i % length;
  return place === 0 ? 2 : place === length - 1 ? 3 : 5 + (i % 1000);
});
const hide = (seed: number, data = tokens, shape = [count, length], most = 4) =>
  maskWords({ ...options, most })([{ shape, data }], new Random(seed)).map(({ data }) => [...data]) as [
    number[],
    number[],
    number[],
  ];

test("of each text a share of the words is to be guessed, none twice, and nothing else is changed", () => {
  const [masked, places, words] = hide(1);
  const changed = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const own = places.slice(4 * row, 4 * row + 3);
    assert.equal(new Set(own).size, 3);
    assert.equal(words[4 * row + 3], nothing);
    for (const [i, place] of own.entries()) {
      assert.ok(place >= 1 && place <= 20, `place ${place}`);
      assert.equal(words[4 * row + i], tokens[row * length + place]);
      changed.set(row * length + place, masked[row * length + place]!);
    }
  }
  for (const [i, token] of masked.entries()) assert.equal(token, changed.get(i) ?? tokens[i]);
});

test("eight of ten are masked, one is any word, one stays", () => {
  const [masked, places, words] = hide(2);
  let [masks, others, same] = [0, 0, 0];
  for (const [i, word] of words.entries()) {
    if (word === nothing) continue;
    const token = masked[Math.floor(i / 4) * length + places[i]!]!;
    if (token === 4) masks++;
    else if (token === word) same++;
    else others++;
  }
  // Of 1,200 draws five standard deviations are 69 and 52.
  assert.ok(Math.abs(masks - 960) < 69 && Math.abs(others - 120) < 52 && Math.abs(same - 120) < 52);
});

test("other numbers hide other words, the same numbers the same", () => {
  assert.deepEqual(hide(3), hide(3));
  assert.notDeepEqual(hide(3)[1], hide(4)[1]);
});

test("a text of few words hides one, one without words none", () => {
  const [masked, places, words] = hide(1, Int32Array.of(2, 7, 3, 0, 2, 3, 0, 0), [2, 4], 1);
  assert.deepEqual([places[0], words[0], words[1]], [1, 7, nothing]);
  assert.deepEqual(masked.slice(4), [2, 3, 0, 0]);
});
