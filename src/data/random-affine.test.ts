import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { randomAffine } from "./random-affine.ts";

function images(batch: number, channels: number, height: number, width: number) {
  const random = new Random(5);
  const data = Float32Array.from({ length: batch * channels * height * width }, () => random.uniform());
  return { shape: [batch, channels, height, width], data };
}

/** Numbers that are all `value` (from −1 to 1) once spread over −1 to 1. */
function fixed(...values: number[]): Random {
  let at = 0;
  return {
    uniform: (low: number, high: number) => low + ((high - low) * (values[at++ % values.length]! + 1)) / 2,
  } as Random;
}

test("without any movement images stay bit for bit, and the other columns are passed on", () => {
  const batch = images(3, 2, 5, 7);
  const labels = { shape: [3], data: Int32Array.of(1, 2, 3) };
  const [moved, same] = randomAffine()([batch, labels], new Random(1));
  assert.deepEqual(moved, batch);
  assert.notEqual(moved!.data, batch.data);
  assert.equal(same, labels);
});

test("whole shifts move pixels and bring in zeros", () => {
  const image = { shape: [1, 1, 3, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) };
  // Drawn in this order: rotation, scale, shear, right, down.
  const [moved] = randomAffine({ shift: 2 })([image], fixed(0, 0, 0, 1, -0.5));
  assert.deepEqual([...moved!.data], [0, 0, 5, 6, 0, 0, 9, 10, 0, 0, 0, 0]);
});

test("a half shift is the mean of neighbours", () => {
  const image = { shape: [1, 1, 1, 3], data: Float32Array.of(2, 4, 8) };
  const [moved] = randomAffine({ shift: 0.5 })([image], fixed(0, 0, 0, 1, 0));
  assert.deepEqual([...moved!.data], [1, 3, 6]);
});

test("a quarter turn clockwise brings the left column to the top", () => {
  const image = { shape: [1, 1, 3, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) };
  const [moved] = randomAffine({ rotation: 90 })([image], fixed(1, 0, 0, 0, 0));
  const rounded = [...moved!.data].map((value) => Math.round(value * 1e5) / 1e5);
  assert.deepEqual(rounded, [7, 4, 1, 8, 5, 2, 9, 6, 3]);
});

test("doubling the scale keeps the centre and reads half as far from it", () => {
  const image = { shape: [1, 1, 1, 5], data: Float32Array.of(0, 2, 4, 6, 8) };
  const [moved] = randomAffine({ scale: 0.5 })([image], fixed(0, 1, 0, 0, 0));
  const rounded = [...moved!.data].map((value) => Math.round(value * 1e4) / 1e4);
  assert.deepEqual(rounded, [1.3333, 2.6667, 4, 5.3333, 6.6667]);
});

test("shear moves rows sideways by their distance from the centre", () => {
  const image = { shape: [1, 1, 3, 3], data: Float32Array.of(0, 1, 0, 0, 1, 0, 0, 1, 0) };
  const [moved] = randomAffine({ shear: 1 })([image], fixed(0, 0, 1, 0, 0));
  assert.deepEqual([...moved!.data], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("the same seed moves alike, another differently, and values stay within the image's", () => {
  const move = randomAffine({ rotation: 15, scale: 0.2, shift: 3, shear: 0.2 });
  const batch = images(8, 1, 28, 28);
  const [a] = move([batch], new Random(3));
  const [b] = move([batch], new Random(3));
  const [c] = move([batch], new Random(4));
  assert.deepEqual(a, b);
  assert.notDeepEqual(a, c);
  assert.ok(a!.data.every((value) => value >= 0 && value <= 1));
  const first = a!.data.subarray(0, 784);
  assert.notDeepEqual(first, a!.data.subarray(784, 1568));
});

test("each image draws five numbers, whatever is moved", () => {
  const random = new Random(3);
  randomAffine({ shift: 1 })([images(4, 2, 3, 3)], random);
  assert.equal(random.position, 20);
});

test("impossible options and columns are refused", () => {
  assert.throws(() => randomAffine({ rotation: -1 }), /rotation -1: expected 0 to 180/);
  assert.throws(() => randomAffine({ scale: 1 }), /scale 1: expected 0 to 0.99/);
  assert.throws(() => randomAffine({ shift: Number.NaN }), /shift NaN/);
  const flat = { shape: [2, 4], data: new Float32Array(8) };
  assert.throws(() => randomAffine()([flat], new Random(1)), /shape \[2, 4\]: expected.*\[batch, channels/);
});
