import assert from "node:assert/strict";
import { test } from "node:test";
import { ArrayDataset, kFold } from "../data/index.ts";
import { crossValidate } from "./index.ts";

test("cross-validation runs on each fold and tells means and deviations", async () => {
  const data = new ArrayDataset([{ shape: [6], data: Int32Array.of(0, 1, 2, 3, 4, 5) }]);
  const seen: number[][] = [];
  const result = await crossValidate(data, kFold(6, { folds: 3 }), async (training, validation, fold) => {
    const [held] = await validation.batch(Int32Array.of(0, 1));
    seen.push([fold, training.length, ...held!.data]);
    return { first: held!.data[0]!, size: validation.length };
  });
  assert.deepEqual(seen, [
    [0, 4, 0, 1],
    [1, 4, 2, 3],
    [2, 4, 4, 5],
  ]);
  assert.deepEqual(
    result.folds.map(({ first }) => first),
    [0, 2, 4],
  );
  assert.deepEqual(
    [result.mean, result.deviation],
    [
      { first: 2, size: 2 },
      { first: 2, size: 0 },
    ],
  );
});
