import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import * as image from "../image/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { tensor } from "../tensor/index.ts";
import { ArrayDataset, composeTransforms, cutMix, DataLoader, mixup, transformImages } from "./index.ts";

await useTestDevice();

const numClasses = 4;

function examples(count: number, side = 8) {
  const random = new Random(3);
  const pixels = Float32Array.from({ length: count * 3 * side * side }, () => random.uniform());
  return new ArrayDataset([
    { shape: [count, 3, side, side], data: pixels },
    { shape: [count], data: Int32Array.from({ length: count }, (_, i) => i % numClasses) },
  ]);
}

const augment = image.compose([
  image.randomCrop(8, { padding: 2 }),
  image.randomHorizontalFlip(),
  image.randomApply([image.colorJitter({ brightness: 0.3, hue: 0.1 })], { p: 0.8 }),
  image.normalize({ mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }),
]);

test("batches are the same bits with and without workers, whatever is composed", async () => {
  const transform = composeTransforms([
    transformImages(augment),
    cutMix({ numClasses }),
    mixup({ numClasses }),
  ]);
  const seen: string[][] = [];
  for (const workers of [0, 2]) {
    const loader = new DataLoader(examples(10), { batchSize: 4, shuffle: true, seed: 5, transform, workers });
    const batches: string[] = [];
    for (let epoch = 0; epoch < 2; epoch++) {
      for await (const [images, labels] of loader) {
        assert.deepEqual([...labels!.shape], [images!.shape[0], numClasses]);
        batches.push(`${await images!.data()} ${await labels!.data()}`);
      }
    }
    loader.close();
    seen.push(batches);
  }
  assert.deepEqual(seen[0], seen[1]);
  assert.equal(new Set(seen[0]).size, 6);
});

test("each image of a batch is changed on its own, and masks go along", () => {
  const data = Float32Array.from({ length: 4 * 36 }, (_, i) => i % 36);
  const images = { shape: [4, 1, 6, 6], data };
  const masks = { shape: [4, 6, 6], data: Int32Array.from(data) };
  const labels = { shape: [4], data: new Int32Array(4) };
  const crop = transformImages(image.randomCrop(3), { maskColumn: 2 });
  const [cropped, same, ofMasks] = crop([images, labels, masks], new Random(2));
  assert.deepEqual([...cropped!.shape], [4, 1, 3, 3]);
  assert.equal(same, labels);
  assert.deepEqual([...ofMasks!.data], [...cropped!.data]);
  assert.equal(new Set([0, 1, 2, 3].map((row) => cropped!.data[9 * row])).size > 1, true);
});

test("columns that are no images are refused", () => {
  const flat = { shape: [2, 4], data: new Float32Array(8) };
  const transform = transformImages(image.randomHorizontalFlip());
  assert.throws(
    () => transform([flat], new Random(0)),
    /float32 \[batch, channels, height, width\], got one of shape \[2, 4\]/,
  );
  const images = { shape: [1, 1, 2, 2], data: new Float32Array(4) };
  const masked = transformImages(image.randomHorizontalFlip(), { maskColumn: 1 });
  assert.throws(() => masked([images], new Random(0)), /int32 \[batch, height, width\], got none/);
});

test("mixup mixes each example with the one before it, by one share for images and labels", () => {
  for (let seed = 0; seed < 20; seed++) {
    const images = { shape: [3, 1, 1, 2], data: Float32Array.of(0, 1, 10, 20, 100, 200) };
    const labels = { shape: [3], data: Int32Array.of(0, 1, 2) };
    const [mixed, soft] = mixup({ numClasses: 3, alpha: 0.4 })([images, labels], new Random(seed));
    const share = soft!.data[0]!;
    assert.ok(share >= 0 && share <= 1);
    const expected = [
      [share, 0, 1 - share],
      [1 - share, share, 0],
      [0, 1 - share, share],
    ].flat();
    for (const [i, value] of expected.entries()) assert.ok(Math.abs(soft!.data[i]! - value) < 1e-6);
    for (const [i, value] of images.data.entries()) {
      const other = images.data[(i + 4) % 6]!;
      assert.ok(Math.abs(mixed!.data[i]! - share * value - (1 - share) * other) < 1e-4);
    }
  }
});

test("CutMix pastes one rectangle of the example before, and labels tell its area", () => {
  const shares: number[] = [];
  for (let seed = 0; seed < 400; seed++) {
    const [side, count] = [10, 3];
    const images = {
      shape: [count, 2, side, side],
      data: Float32Array.from({ length: count * 200 }, (_, i) => Math.floor(i / 200)),
    };
    const labels = { shape: [count], data: Int32Array.of(0, 1, 2) };
    const [pasted, soft] = cutMix({ numClasses: 3 })([images, labels], new Random(seed));
    const first = pasted!.data.subarray(0, 100);
    const places = [...first.keys()].filter((i) => first[i] === 2);
    assert.ok(Math.abs(soft!.data[0]! - (1 - places.length / 100)) < 1e-6);
    if (places.length > 0) {
      const columns = new Set(places.map((i) => i % side));
      const rows = new Set(places.map((i) => Math.floor(i / side)));
      assert.equal(columns.size * rows.size, places.length, "a rectangle");
    }
    assert.deepEqual([...pasted!.data.subarray(100, 200)], [...first], "both channels");
    shares.push(soft!.data[0]!);
  }
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  // Of halves h = ⌊5·√(1 − λ)⌋, even λ give h the probability ((h + 1)² − h²) / 25; borders cut off what sticks out.
  let expected = 1;
  for (let half = 0; half < 5; half++) {
    const sides = Array.from({ length: 10 }, (_, at) => Math.min(10, at + half) - Math.max(0, at - half));
    const side = sides.reduce((sum, length) => sum + length, 0) / 100;
    expected -= ((2 * half + 1) / 25) * side ** 2;
  }
  assert.ok(Math.abs(mean - expected) < 4 * Math.sqrt(0.06 / shares.length), `${mean}, not ${expected}`);
});

test("mixed labels go into the cross-entropy, which is linear in them", async () => {
  const labels = { shape: [2], data: Int32Array.of(0, 3) };
  const images = { shape: [2, 1, 1, 1], data: new Float32Array(2) };
  const [, soft] = mixup({ numClasses })([images, labels], new Random(9));
  const share = soft!.data[0]!;
  const logits = tensor([
    [1, 2, 0, -1],
    [0.5, 0, 1, 3],
  ]);
  const mixed = crossEntropy(logits, tensor([...soft!.data], { shape: [2, numClasses] })).item();
  const own = crossEntropy(logits, tensor([0, 3], { dtype: "int32" })).item();
  const other = crossEntropy(logits, tensor([3, 0], { dtype: "int32" })).item();
  assert.ok(Math.abs(mixed - share * own - (1 - share) * other) < 1e-5);
});

test("mixing refuses what are no labels, and takes probabilities", () => {
  const images = { shape: [2, 1, 1, 1], data: new Float32Array(2) };
  const mix = mixup({ numClasses: 2 });
  assert.throws(() => mix([images, { shape: [2], data: Int32Array.of(0, 2) }], new Random(0)), /the label 2/);
  assert.throws(
    () => mix([images, { shape: [2], data: Float32Array.of(0, 1) }], new Random(0)),
    /probabilities \[batch, 2\]/,
  );
  assert.throws(() => mix([images], new Random(0)), /columns \[2, 1, 1, 1\]: expected float32 images/);
  assert.throws(() => cutMix({ numClasses: 0 }), /numClasses = 0 and alpha = 1/);
  const soft = { shape: [2, 2], data: Float32Array.of(1, 0, 0.5, 0.5) };
  const [, mixed] = mix([images, soft], new Random(0));
  assert.ok(Math.abs(mixed!.data[0]! + mixed!.data[1]! - 1) < 1e-6);
});
