import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures } from "../nn/oracle.ts";
import * as metrics from "./index.ts";

/** What has no fixtures of its name, and where its numbers are compared. */
const elsewhere: Readonly<Record<string, string>> = {
  ConfusionMatrix:
    "under precision, recall and fScore, which are scikit-learn's; by hand in confusion-matrix.test.ts",
  balancedClassWeights: "batch-metrics.json: scikit-learn's",
  batchPrecision: "batch-metrics.json: scikit-learn's",
  batchRecall: "batch-metrics.json: scikit-learn's",
  batchF1: "batch-metrics.json: scikit-learn's",
  batchR2: "batch-metrics.json: scikit-learn's",
  countCorrect: "batch-metrics.test.ts: by hand",
  countCorrectBinary: "batch-metrics.test.ts: by hand",
  countCorrectInTop: "batch-metrics.json: scikit-learn's",
  sumAbsoluteErrors: "batch-metrics.json: scikit-learn's",
  sumSquaredErrors: "batch-metrics.json: scikit-learn's",
  predictedClasses: "predicted-classes.test.ts: by hand",
};

test("each metric is compared with scikit-learn, NLTK or its formula in two cases or more", () => {
  const cases = new Map<string, number>();
  for (const file of ["metrics", "vision-metrics", "frechet"]) {
    for (const { metric } of fixtures<{ readonly metric: string }>(file)) {
      cases.set(metric, (cases.get(metric) ?? 0) + 1);
    }
  }
  const exported = Object.keys(metrics);
  assert.deepEqual(
    exported.filter((name) => (cases.get(name) ?? 0) < 2 && !Object.hasOwn(elsewhere, name)),
    [],
    "add cases to tools/fixtures/metrics.py",
  );
  assert.deepEqual(
    Object.keys(elsewhere).filter((name) => !exported.includes(name) || cases.has(name)),
    [],
    "names of what is not there, or has fixtures",
  );
});
