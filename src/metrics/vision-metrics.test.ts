import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures } from "../nn/oracle.ts";
import * as metrics from "./index.ts";

interface Case {
  readonly metric: string;
  readonly arguments: readonly never[];
  readonly options: never;
  readonly expected: number | Readonly<Record<string, number>>;
}

const all = metrics as unknown as Record<string, (...words: readonly never[]) => unknown>;
const cases = fixtures<Case>("vision-metrics").filter(({ metric }) => metric !== "nonMaximumSuppression");

for (const name of new Set(cases.map(({ metric }) => metric))) {
  test(`${name} equals scikit-image or its challenge's own steps`, () => {
    for (const stored of cases.filter(({ metric }) => metric === name)) {
      const got = all[name]!(...stored.arguments, stored.options);
      const expected = typeof stored.expected === "number" ? { value: stored.expected } : stored.expected;
      for (const [key, value] of Object.entries(expected)) {
        const own = typeof got === "number" ? got : (got as Record<string, number>)[key]!;
        if (Number.isNaN(value) && Number.isNaN(own)) continue;
        assert.ok(
          Math.abs(own - value) <= 1e-9 * Math.max(1, Math.abs(value)),
          `${name}.${key}: ${own}, not ${value}`,
        );
      }
    }
  });
}

const truth = { boxes: [0, 0, 10, 10, 20, 20, 60, 60], labels: [0, 1] };
const perfect = { ...truth, scores: [0.9, 0.8] };

test("a perfect detector has a precision of 1, a blind one of 0, and copies of a box cost precision", () => {
  const none = { boxes: [], scores: [], labels: [] };
  assert.equal(metrics.vocMeanAveragePrecision([perfect], [truth]).map, 1);
  assert.equal(metrics.vocMeanAveragePrecision([none], [truth]).map, 0);
  const scores = metrics.cocoMeanAveragePrecision([perfect], [truth]);
  assert.deepEqual([scores.map, scores.map50, scores.mapSmall, scores.mapMedium], [1, 1, 1, 1]);
  assert.ok(Number.isNaN(scores.mapLarge));
  assert.deepEqual(
    [...scores.perClass],
    [
      [0, 1],
      [1, 1],
    ],
  );
  assert.equal(metrics.cocoMeanAveragePrecision([none], [truth]).map, 0);
  const twice = {
    boxes: [0, 0, 10, 10, 0, 0, 10, 10, 20, 20, 60, 60],
    labels: [1, 1, 1],
    scores: [0.9, 0.8, 0.7],
  };
  const one = { boxes: truth.boxes, labels: [1, 1] };
  assert.ok(Math.abs(metrics.vocMeanAveragePrecision([twice], [one]).map - (1 / 2 + 1 / 3)) < 1e-12);
});

test("a difficult box is neither found nor missed", () => {
  const ignored = { ...truth, ignored: [0, 1] };
  const first = { boxes: truth.boxes.slice(0, 4), labels: [0], scores: [0.5] };
  for (const found of [perfect, first]) {
    assert.equal(metrics.vocMeanAveragePrecision([found], [ignored]).map, 1);
    assert.equal(metrics.cocoMeanAveragePrecision([found], [ignored]).map, 1);
  }
});

test("equal pictures have a similarity of 1 and no noise", () => {
  const data = Array.from({ length: 400 }, (_, i) => Math.sin(i) ** 2);
  const picture = { shape: [1, 20, 20] as const, data };
  assert.ok(Math.abs(metrics.ssim(picture, picture) - 1) < 1e-12);
  assert.equal(metrics.psnr(data, data), Number.POSITIVE_INFINITY);
});

test("what does not go together is refused", () => {
  const small = { shape: [1, 5, 5] as const, data: new Float32Array(25) };
  const refusals: [() => unknown, RegExp][] = [
    [() => metrics.vocMeanAveragePrecision([], []), /predictions of 0 pictures and truths of 0/],
    [
      () => metrics.vocMeanAveragePrecision([{ boxes: [1], scores: [1], labels: [1] }], [truth]),
      /1 numbers, 1 scores and 1 labels of picture 0/,
    ],
    [
      () => metrics.cocoMeanAveragePrecision([perfect], [{ boxes: [1], labels: [1] }]),
      /1 numbers and 1 labels of picture 0/,
    ],
    [() => metrics.cocoMeanAveragePrecision([perfect], [{ boxes: [], labels: [] }]), /without a true box/],
    [() => metrics.vocMeanAveragePrecision([perfect], [{ ...truth, ignored: [1, 1] }]), /without a true box/],
    [() => metrics.inceptionScore([]), /of 0 rows/],
    [() => metrics.psnr([1], [1], { dataRange: 0 }), /dataRange = 0/],
    [() => metrics.psnr([1], [1, 2]), /1 numbers and 2 reference numbers/],
    [() => metrics.ssim(small, small), /\[1, 5, 5\].*at least 11×11 pixels/],
    [() => metrics.ssim(small, small, { sigma: 0 }), /sigma = 0/],
  ];
  for (const [call, message] of refusals) assert.throws(call, { name: "RangeError", message });
});
