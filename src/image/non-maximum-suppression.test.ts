import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures } from "../nn/oracle.ts";
import { type NonMaximumSuppressionOptions, nonMaximumSuppression } from "./non-maximum-suppression.ts";

interface Case {
  readonly metric: string;
  readonly arguments: readonly [boxes: number[], scores: number[]];
  readonly options: NonMaximumSuppressionOptions;
  readonly expected: readonly number[];
}

test("the boxes that stay are torchvision's, with classes and without", () => {
  const cases = fixtures<Case>("vision-metrics").filter(({ metric }) => metric === "nonMaximumSuppression");
  assert.ok(cases.length >= 8);
  for (const { arguments: words, options, expected } of cases) {
    assert.deepEqual(nonMaximumSuppression(...words, options), expected);
  }
});

test("no boxes leave none, and lists that do not fit are refused", () => {
  assert.deepEqual(nonMaximumSuppression([], []), []);
  assert.throws(() => nonMaximumSuppression([1, 2, 3], [1]), /boxes of 3 numbers with 1 scores/);
  assert.throws(() => nonMaximumSuppression([1, 2, 3, 4], [1], { labels: [] }), /1 scores and 0 labels/);
  assert.throws(() => nonMaximumSuppression([1, 2, 3, 4], [1], { iouThreshold: 2 }), /iouThreshold = 2/);
});
