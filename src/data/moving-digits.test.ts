import assert from "node:assert/strict";
import { test } from "node:test";
import { directionNames, loadMnist10k, MovingDigits } from "./index.ts";

const { test: digits } = await loadMnist10k();
const steps = [
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
];

test("a digit keeps its ink and its centre moves as the label says, by one or two pixels a frame", () => {
  const moving = new MovingDigits(digits, { seed: 3 });
  const indices = Int32Array.from({ length: 200 }, (_, i) => i);
  const [clips, labels] = moving.batch(indices);
  assert.deepEqual(clips!.shape, [200, 1, 8, 32, 32]);
  const [directions, speeds] = [new Set<number>(), new Set<number>()];
  for (const i of indices) {
    const [digit, direction] = labels!.data.subarray(2 * i, 2 * i + 2);
    assert.equal(digit, digits.arrays.labels[i]);
    const pixels = digits.arrays.pixels.subarray(784 * i, 784 * (i + 1));
    const wanted = pixels.reduce((sum, byte) => sum + byte, 0) / 4 / 255;
    const centres = Array.from({ length: 8 }, (_, frame) => {
      const [mass, x, y] = [0, 0, 0];
      const found = { mass, x, y };
      for (let at = 0; at < 1024; at++) {
        const value = clips!.data[(8 * i + frame) * 1024 + at]!;
        found.mass += value;
        found.x += value * (at % 32);
        found.y += value * Math.floor(at / 32);
      }
      assert.ok(Math.abs(found.mass - wanted) < 1e-4, "all of it is seen");
      return [found.x / found.mass, found.y / found.mass];
    });
    const [dx, dy] = [0, 1].map((axis) => (centres[7]![axis]! - centres[0]![axis]!) / 7);
    const speed = Math.max(Math.abs(dx!), Math.abs(dy!));
    assert.ok(Math.abs(dx! - steps[direction!]![0]! * speed) < 1e-3, directionNames[direction!]);
    assert.ok(Math.abs(dy! - steps[direction!]![1]! * speed) < 1e-3, directionNames[direction!]);
    directions.add(direction!);
    speeds.add(Math.round(speed * 1000) / 1000);
  }
  assert.equal(directions.size, 8);
  assert.deepEqual([...speeds].sort(), [1, 2]);
});

test("clips of a digit differ, are the same each time, and depend on the seed", () => {
  const moving = (seed: number) => new MovingDigits(digits, { clipsPerDigit: 3, seed });
  assert.equal(moving(0).length, 3 * digits.length);
  const all = Int32Array.of(0, 1, 2, 3);
  const [first, again, other] = [moving(0), moving(0), moving(1)].map((one) => one.batch(all));
  assert.deepEqual(again, first);
  assert.notDeepEqual(other, first);
  assert.deepEqual(moving(0).batch(Int32Array.of(2))[0]!.data, first![0]!.data.slice(2 * 8192, 3 * 8192));
  assert.notDeepEqual(first![0]!.data.slice(0, 8192), first![0]!.data.slice(8192, 2 * 8192));
  const { labels } = digits.arrays;
  assert.deepEqual(
    [0, 2, 4, 6].map((i) => first![1]!.data[i]),
    [labels[0], labels[0], labels[0], labels[1]],
  );
});

test("frames too small are refused", () => {
  assert.throws(() => new MovingDigits(digits, { side: 27 }), /8 frames of 27 × 27.*\n?.*at least 28/);
  assert.throws(() => new MovingDigits(digits, { frames: 0 }), /0 frames/);
});
