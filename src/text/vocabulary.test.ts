import assert from "node:assert/strict";
import test from "node:test";
import { bucketByLength, padSequences, Vocabulary } from "./index.ts";

test("a vocabulary numbers special tokens first, then the most frequent", () => {
  const texts = ["to be or not to be".split(" "), ["<pad>", "be"]];
  const vocabulary = Vocabulary.fromTexts(texts, { specials: ["<pad>", "<bos>"] });
  assert.deepEqual(vocabulary.tokens, ["<unk>", "<pad>", "<bos>", "be", "to", "not", "or"]);
  assert.deepEqual(vocabulary.encode(["be", "is", "or"]), [3, 0, 6]);
  assert.deepEqual(vocabulary.decode([3, 0]), ["be", "<unk>"]);
  assert.equal(vocabulary.size, 7);
  assert.ok(vocabulary.has("to") && !vocabulary.has("is"));
  assert.deepEqual(Vocabulary.fromTexts(texts, { minFrequency: 2 }).tokens, ["<unk>", "be", "to"]);
  assert.deepEqual(Vocabulary.fromTexts(texts, { maxSize: 2, unknown: null }).tokens, ["be", "to"]);
  assert.deepEqual(
    Vocabulary.fromCounts(
      new Map([
        ["é", 1],
        ["z", 1],
        ["__proto__", 1],
      ]),
      { unknown: null },
    ).tokens,
    ["__proto__", "z", "é"],
  );
});

test("a vocabulary says what it cannot do", () => {
  const known = new Vocabulary(["a", "b"], { unknown: null });
  assert.throws(
    () => known.idOf("c"),
    /look up "c": expected one of 2 tokens, and there is none for unknown ones/,
  );
  assert.throws(() => known.tokenOf(2), /number 2: expected an integer from 0 to 1/);
  assert.throws(() => new Vocabulary(["a", "a"]), /with "a" twice/);
  assert.throws(() => Vocabulary.fromTexts([], { maxSize: 0 }), /room for 1 special ones/);
});

test("padSequences makes rows of one length", () => {
  const sequences = [[1, 2, 3], [], [4]];
  const right = padSequences(sequences);
  assert.deepEqual([...right.data], [1, 2, 3, 0, 0, 0, 4, 0, 0]);
  assert.deepEqual(
    [right.shape, [...right.lengths]],
    [
      [3, 3],
      [3, 0, 1],
    ],
  );
  const left = padSequences(sequences, { length: 2, value: -1, side: "left" });
  assert.deepEqual([...left.data], [2, 3, -1, -1, -1, 4]);
  assert.deepEqual([...padSequences(sequences, { length: 2 }).data], [1, 2, 0, 0, 4, 0]);
  assert.deepEqual(padSequences([]).shape, [0, 0]);
  assert.throws(() => padSequences(sequences, { length: 1.5 }), /length 1\.5: expected an integer from 0 on/);
});

test("bucketByLength has each sequence once, beside others that are about as long", () => {
  const lengths = Array.from({ length: 1000 }, (_, i) => 1 + ((i * 7919) % 100));
  const waste = (batches: readonly (readonly number[])[]): number =>
    batches.reduce((sum, batch) => {
      const own = batch.map((i) => lengths[i]!);
      return sum + batch.length * Math.max(...own) - own.reduce((total, length) => total + length, 0);
    }, 0);
  const batches = bucketByLength(lengths, { batchSize: 16, seed: 3 });
  assert.deepEqual(
    batches.flat().sort((a, b) => a - b),
    [...lengths.keys()],
  );
  assert.ok(batches.every((batch) => batch.length <= 16));
  const inOrder = Array.from({ length: 63 }, (_, i) => [...lengths.keys()].slice(16 * i, 16 * (i + 1)));
  assert.ok(waste(batches) < 0.1 * waste(inOrder), `${waste(batches)} of ${waste(inOrder)}`);
  assert.deepEqual(bucketByLength(lengths, { batchSize: 16, seed: 3 }), batches);
  assert.notDeepEqual(bucketByLength(lengths, { batchSize: 16, seed: 4 }), batches);
  const byTokens = bucketByLength(lengths, { maxTokens: 200 });
  assert.deepEqual(
    byTokens.flat().sort((a, b) => a - b),
    [...lengths.keys()],
  );
  for (const batch of byTokens) assert.ok(batch.length * Math.max(...batch.map((i) => lengths[i]!)) <= 200);
  assert.throws(
    () => bucketByLength([3], { maxTokens: 2 }),
    /at most 2 elements with sequence 0: expected no longer one, got 3/,
  );
  assert.throws(() => bucketByLength([3], { batchSize: 0 }), /batchSize = 0/);
  assert.deepEqual(bucketByLength([]), []);
});
