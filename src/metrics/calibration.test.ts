import assert from "node:assert/strict";
import { test } from "node:test";
import { calibration } from "./calibration.ts";

/** Two logits whose softmax gives the first class a probability p. */
const row = (p: number): [number, number] => [Math.log(p / (1 - p)), 0];

test("each bin tells how sure and how right its predictions are", () => {
  // 0.62 twice, one right; 0.95 thrice, two right; the predicted class is the second for p below a half.
  const logits = [row(0.62), row(0.38), row(0.95), row(0.95), row(0.05)].flat();
  const { bins, expectedError } = calibration(logits, { labels: [0, 0, 0, 1, 1], bins: 10 });
  assert.equal(bins.length, 10);
  const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
  assert.deepEqual([bins[6]!.count, bins[9]!.count, bins[5]!.count], [2, 3, 0]);
  close(bins[6]!.confidence, 0.62);
  close(bins[6]!.accuracy, 1 / 2);
  close(bins[9]!.confidence, 0.95);
  close(bins[9]!.accuracy, 2 / 3);
  close(expectedError, (2 / 5) * 0.12 + (3 / 5) * (0.95 - 2 / 3));
});

test("probabilities that are drawn by are calibrated, whatever is added to all logits", () => {
  let state = 5;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const p = Array.from({ length: 20_000 }, () => 0.05 + 0.9 * random());
  const labels = p.map((first) => (random() < first ? 0 : 1));
  const { expectedError } = calibration(p.flatMap(row), { labels });
  assert.ok(expectedError < 0.015, String(expectedError));
  const shifted = calibration(
    p.flatMap(row).map((score) => score + 500),
    { labels },
  );
  assert.ok(Math.abs(shifted.expectedError - expectedError) < 1e-9);
});

test("certainty belongs to the last bin, and what is no number to none", () => {
  const { bins, expectedError } = calibration([1000, 0, Number.NaN, 0], { labels: [0, 0] });
  assert.deepEqual([bins[14]!.count, bins[14]!.to, expectedError], [1, 1, 0]);
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.count, 0),
    1,
  );
});

test("rows that are not whole are refused", () => {
  assert.throws(
    () => calibration([1, 2, 3], { labels: [0, 1] }),
    /^RangeError: Cannot compare 3 logits with 2 labels: /,
  );
});
