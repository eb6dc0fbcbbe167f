import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fixtures, restore, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import {
  type BatchMetric,
  balancedClassWeights,
  batchF1,
  batchPrecision,
  batchR2,
  batchRecall,
  countCorrect,
  countCorrectBinary,
  countCorrectInTop,
  sumAbsoluteErrors,
  sumSquaredErrors,
} from "./index.ts";

before(useTestDevice);

interface Case {
  readonly outputs?: StoredTensor;
  readonly labels?: StoredTensor;
  readonly numClasses?: number;
  readonly precision?: Record<string, number>;
  readonly recall?: Record<string, number>;
  readonly f1?: Record<string, number>;
  readonly top2?: number;
  readonly balanced?: number[];
  readonly targets?: StoredTensor;
  readonly mae?: number;
  readonly mse?: number;
  readonly r2?: number;
}

const cases = fixtures<Case>("batch-metrics");

/** The metric over batches of 7 rows, as `fit` adds them up. */
function overBatches(metric: BatchMetric, outputs: Tensor, targets: Tensor): number {
  const rows = outputs.shape[0]!;
  let counts: number[] = [];
  for (let from = 0; from < rows; from += 7) {
    const part = (x: Tensor): Tensor => x.slice([from], [Math.min(rows, from + 7)]);
    const batch = [part(outputs), part(targets)] as const;
    const counted = typeof metric === "function" ? metric(...batch) : metric.count(...batch);
    counts = [...counted.flatten().dataSync()].map((count, i) => count + (counts[i] ?? 0));
  }
  return typeof metric === "function" ? counts[0]! / rows : metric.value(counts, rows);
}

function near(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${what}: ${actual}, expected ${expected}`);
}

test("scores of classes are scikit-learn's, added up over batches", () => {
  const found = cases.filter(({ numClasses }) => numClasses !== undefined);
  assert.equal(found.length, 3);
  for (const { outputs, labels, numClasses, ...expected } of found) {
    const [x, y] = [restore(outputs!), restore(labels!, { dtype: "int32" })];
    for (const [name, make] of Object.entries({
      precision: batchPrecision,
      recall: batchRecall,
      f1: batchF1,
    })) {
      for (const average of ["macro", "weighted", 1] as const) {
        const score = overBatches(make({ numClasses: numClasses!, average }), x, y);
        near(score, expected[name as "f1"]![average]!, `${name} ${average}`);
      }
    }
    if (expected.top2 !== undefined) near(overBatches(countCorrectInTop(2), x, y), expected.top2, "top 2");
    const weights = balancedClassWeights(labels!.data, numClasses!);
    for (const [i, weight] of weights.entries()) near(weight, expected.balanced![i]!, "weight");
  }
});

test("scores of quantities are scikit-learn's, added up over batches", () => {
  const { outputs, targets, mae, mse, r2: r2Score } = cases.find(({ mae }) => mae !== undefined)!;
  const [x, y] = [restore(outputs!), restore(targets!)];
  near(overBatches(sumAbsoluteErrors, x, y), mae!, "mae");
  near(overBatches(sumSquaredErrors, x, y), mse!, "mse");
  near(overBatches(batchR2, x, y), r2Score!, "r2");
});

test("yes-or-no outputs are right by their sign", () => {
  const logits = tensor([[1], [-1], [2], [0]]);
  assert.equal(countCorrectBinary(logits, tensor([[1], [1], [0], [0]])).item(), 2);
  const two = tensor([
    [1, -1],
    [2, 2],
  ]);
  assert.equal(
    countCorrectBinary(
      two,
      tensor([
        [1, 1],
        [1, 1],
      ]),
    ).item(),
    1.5,
  );
});

test("classes are right where the greatest output is at the label", () => {
  const outputs = tensor([
    [1, 0],
    [0, 2],
    [3, 1],
  ]);
  assert.equal(countCorrect(outputs, tensor([0, 1, 1], { dtype: "int32" })).item(), 2);
});

test("what cannot be scored is refused", () => {
  assert.throws(() => countCorrectInTop(0), /the top 0: expected a positive integer/);
  assert.throws(
    () => batchF1({ numClasses: 3, average: 3 }),
    /class 3 of 3: expected "macro", "weighted" or 0 to 2/,
  );
  assert.throws(() => batchRecall({ numClasses: 0 }), /0 classes/);
  assert.throws(() => sumSquaredErrors(tensor([[1], [2]]), tensor([1, 2])), /shape \[2, 1\] against \[2\]/);
  assert.throws(() => balancedClassWeights([0, 3], 2), /label 3 at index 1: expected an integer from 0 to 1/);
});
