import assert from "node:assert/strict";
import { test } from "node:test";
import { DataLoader, type HostTensor, SequenceDataset } from "./index.ts";

/** Sequences as long as their numbers say, each of the number of its example. */
function ofLengths(lengths: readonly number[]): number[][] {
  return lengths.map((length, i) => new Array<number>(length).fill(i));
}

test("columns are filled up to the least length that holds all of a batch", () => {
  const data = new SequenceDataset(
    [{ sequences: ofLengths([1, 2, 5]) }, { sequences: ofLengths([3, 1, 0]), padding: -1 }],
    { lengths: [3, 4, 6] },
  );
  assert.deepEqual(data.batch(Int32Array.of(1, 0)), [
    { shape: [2, 3], data: Int32Array.of(1, 1, 0, 0, 0, 0) },
    { shape: [2, 3], data: Int32Array.of(1, -1, -1, 0, 0, 0) },
  ]);
  const [first, second] = data.batch(Int32Array.of(2));
  assert.deepEqual([...first!.data], [2, 2, 2, 2, 2, 0]);
  assert.deepEqual([...second!.data], [-1, -1, -1, -1, -1, -1]);
});

test("by length, a batch has examples of one length only, none twice, and other ones in other epochs", async () => {
  const own = Array.from({ length: 103 }, (_, i) => 1 + (i % 9));
  const data = new SequenceDataset([{ sequences: ofLengths(own) }], { lengths: [3, 6, 9] });
  const loader = new DataLoader(data, { batchSize: 8, sampler: data.byLength(8), dropLast: true, seed: 3 });
  assert.equal(loader.length, 12); // 36, 35 and 33 sequences have 4 batches each
  const epochs: number[][] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    const seen: number[] = [];
    const widths: number[] = [];
    for await (const [batch] of loader) {
      const rows = (await batch!.data()) as Int32Array;
      const width = batch!.shape[1]!;
      widths.push(width);
      for (let row = 0; row < 8; row++) {
        const example = rows[row * width]!;
        seen.push(example);
        assert.equal(width, 3 * Math.ceil(own[example]! / 3), `example ${example}`);
      }
    }
    assert.equal(new Set(seen).size, 96);
    assert.deepEqual(
      widths.toSorted((a, b) => a - b),
      [3, 3, 3, 3, 6, 6, 6, 6, 9, 9, 9, 9],
    );
    assert.notDeepEqual(
      widths,
      widths.toSorted((a, b) => a - b),
    );
    epochs.push(seen);
  }
  assert.notDeepEqual(epochs[0], epochs[1]);
  const [left, missing] = epochs.map((seen) => [...own.keys()].filter((i) => !seen.includes(i)));
  assert.notDeepEqual(left, missing);
});

test("the shortest come first, those of a length in order", () => {
  const data = new SequenceDataset([{ sequences: ofLengths([5, 2, 1, 4, 2]) }], { lengths: [2, 5] });
  const firsts = [0, 1, 2, 3, 4].map(
    (i) => (data.shortestFirst().batch(Int32Array.of(i)) as HostTensor[])[0]!.data[0],
  );
  assert.deepEqual(firsts, [1, 2, 4, 0, 3]);
});

test("what makes no data set of sequences is refused", () => {
  const sequences = ofLengths([1, 4]);
  assert.throws(
    () => new SequenceDataset([{ sequences }], { lengths: [2, 3] }),
    /^RangeError: Cannot make a data set with sequence 1: expected at most 3 elements, got 4/,
  );
  for (const lengths of [[], [3, 3], [4, 2], [0, 4], [1.5]]) {
    assert.throws(() => new SequenceDataset([{ sequences }], { lengths }), /positive integers that rise/);
  }
  assert.throws(
    () => new SequenceDataset([{ sequences }, { sequences: [[1]] }], { lengths: [4] }),
    /^RangeError: Cannot make a data set of 2, 1 sequences/,
  );
  const data = new SequenceDataset([{ sequences }], { lengths: [2, 4] });
  for (const batchSize of [0, 1.5, 2]) {
    assert.throws(
      () => data.byLength(batchSize),
      /^RangeError: Cannot draw batches of [\d.]+ from 2 sequences/,
    );
  }
});
