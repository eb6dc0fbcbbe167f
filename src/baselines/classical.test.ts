import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  fitKNearestNeighbors,
  fitLogisticRegression,
  fitMultinomialNaiveBayes,
  kMeans,
  pca,
} from "./index.ts";

type Matrix = readonly (readonly number[])[];

interface PcaCase {
  readonly function: "pca";
  readonly rows: Matrix;
  readonly later: Matrix;
  readonly components: Matrix;
  readonly variance: readonly number[];
  readonly ratio: readonly number[];
  readonly again: Matrix;
}

interface BayesCase {
  readonly function: "fitMultinomialNaiveBayes";
  readonly rows: Matrix;
  readonly labels: readonly number[];
  readonly alpha: number;
  readonly later: Matrix;
  readonly logProbabilities: Matrix;
  readonly predicted: readonly number[];
}

interface ClusterCase {
  readonly function: "kMeans";
  readonly rows: Matrix;
  readonly start: Matrix;
  readonly centers: Matrix;
  readonly labels: readonly number[];
  readonly inertia: number;
}

interface NeighborCase {
  readonly function: "fitKNearestNeighbors";
  readonly rows: Matrix;
  readonly labels: readonly number[];
  readonly options: {
    readonly numClasses: number;
    readonly k: number;
    readonly weights: "uniform" | "distance";
  };
  readonly later: Matrix;
  readonly probabilities: Matrix;
  readonly predicted: readonly number[];
}

interface LogisticCase {
  readonly function: "fitLogisticRegression";
  readonly rows: Matrix;
  readonly labels: readonly number[];
  readonly options: { readonly numClasses: number; readonly C: number };
  readonly later: Matrix;
  readonly coefficients: Matrix;
  readonly intercepts: readonly number[];
  readonly probabilities: Matrix;
  readonly predicted: readonly number[];
}

const cases: readonly (PcaCase | BayesCase | ClusterCase | NeighborCase | LogisticCase)[] = JSON.parse(
  readFileSync("test/fixtures/baselines.json", "utf8"),
);

function arrayOf(rows: Matrix): { shape: number[]; data: number[] } {
  return { shape: [rows.length, rows[0]!.length], data: rows.flat() };
}

function assertClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const off = Math.abs(actual[i]! - value);
    assert.ok(
      off <= 1e-9 * Math.max(1, Math.abs(value)),
      `${what} at ${i}: got ${actual[i]}, expected ${value}`,
    );
  }
}

test("principal components equal scikit-learn's but for the sign", () => {
  for (const stored of cases) {
    if (stored.function !== "pca") continue;
    const found = pca(arrayOf(stored.rows), 4);
    for (const [i, expected] of stored.components.entries()) {
      const own = found.components[i]!;
      const sign = Math.sign(own.reduce((sum, value, j) => sum + value * expected[j]!, 0));
      assertClose(
        own.map((value) => sign * value),
        expected,
        `component ${i}`,
      );
      const greatest = own.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best));
      assert.ok(greatest > 0);
    }
    assertClose(found.explainedVariance, stored.variance, "variance");
    assertClose(found.explainedVarianceRatio, stored.ratio, "ratio");
    const places = found.transform(arrayOf(stored.later));
    assert.deepEqual(places.shape, [3, 4]);
    assertClose(found.inverseTransform(places).data, stored.again.flat(), "there and back");
  }
  assert.throws(
    () => pca({ shape: [3, 2], data: new Float64Array(6) }, 3),
    /3 principal components .* from 1 to 2/,
  );
  assert.throws(() => pca({ shape: [2, 1], data: [1, Number.NaN] }, 1), /finite numbers only/);
  const one = pca({ shape: [2, 2], data: [0, 0, 1, 1] }, 1);
  assert.throws(() => one.transform({ shape: [1, 3], data: [1, 2, 3] }), /3 numbers .* expected 2/);
});

test("naive Bayes equals scikit-learn's", () => {
  for (const stored of cases) {
    if (stored.function !== "fitMultinomialNaiveBayes") continue;
    const { alpha, labels } = stored;
    const bayes = fitMultinomialNaiveBayes(stored.rows.flat(), labels, { numClasses: 3, alpha });
    assertClose(
      bayes.logProbabilities(stored.later.flat()),
      stored.logProbabilities.flat(),
      `alpha ${alpha}`,
    );
    assert.deepEqual([...bayes.predict(stored.later.flat())], stored.predicted);
  }
  const fit = (counts: number[], labels: number[]) =>
    fitMultinomialNaiveBayes(counts, labels, { numClasses: 2 });
  assert.deepEqual([...fit([1, 0, 0, 1], [0, 0]).predict([1, 1])], [0]);
  assert.throws(() => fit([1, -1], [0]), /the count -1 in row 0/);
  assert.throws(() => fit([1, 1], [2]), /the label 2 of row 0: expected an integer from 0 to 1/);
  assert.throws(() => fit([1, 1, 1], [0, 1]), /3 counts of 2 rows/);
  assert.throws(() => fit([1, 1], [0]).predict([1]), /1 counts: expected whole rows of 2/);
});

test("clusters from given centers equal scikit-learn's, and chance finds the obvious ones", () => {
  for (const stored of cases) {
    if (stored.function !== "kMeans") continue;
    const k = stored.start.length;
    const found = kMeans(arrayOf(stored.rows), k, { initial: arrayOf(stored.start) });
    assertClose(
      found.centers.flatMap((center) => [...center]),
      stored.centers.flat(),
      "centers",
    );
    assert.deepEqual([...found.labels], stored.labels);
    assertClose([found.inertia], [stored.inertia], "inertia");
    assert.ok(kMeans(arrayOf(stored.rows), k, { seed: 1 }).inertia <= stored.inertia * (1 + 1e-12));
  }
  const apart = { shape: [6, 1], data: [0, 100, 200, 1, 101, 201] };
  for (let seed = 0; seed < 5; seed++) {
    const { labels, inertia } = kMeans(apart, 3, { seed, starts: 1 });
    assert.deepEqual(
      [labels[0] === labels[3], labels[1] === labels[4], labels[2] === labels[5]],
      [true, true, true],
    );
    assert.equal(inertia, 1.5);
  }
  const empty = kMeans({ shape: [3, 1], data: [0, 1, 9] }, 2, { initial: { shape: [2, 1], data: [0, 99] } });
  assert.equal(empty.inertia, 0.5);
  assert.equal(kMeans({ shape: [3, 1], data: [7, 7, 7] }, 2).inertia, 0);
  assert.throws(() => kMeans(apart, 7), /7 clusters .* from 1 to 6/);
  assert.throws(() => kMeans(apart, 2, { initial: apart }), /expected \[2, 1\]/);
});

test("nearest neighbours vote as scikit-learn's do", () => {
  for (const stored of cases) {
    if (stored.function !== "fitKNearestNeighbors") continue;
    const neighbors = fitKNearestNeighbors(arrayOf(stored.rows), stored.labels, stored.options);
    const later = arrayOf(stored.later);
    assertClose(neighbors.probabilities(later), stored.probabilities.flat(), JSON.stringify(stored.options));
    assert.deepEqual([...neighbors.predict(later)], stored.predicted);
  }
  const rows = { shape: [3, 1], data: [0, 2, 4] };
  const two = fitKNearestNeighbors(rows, [1, 0, 1], { numClasses: 2, k: 1 });
  assert.deepEqual([...two.predict({ shape: [2, 1], data: [1, 3] })], [1, 0], "of equals the first");
  const fit = (labels: number[], k: number) => fitKNearestNeighbors(rows, labels, { numClasses: 2, k });
  assert.throws(() => fit([0, 1], 1), /3 rows with 2 labels/);
  assert.throws(() => fit([0, 1, 2], 1), /the label 2 of row 2: expected an integer from 0 to 1/);
  assert.throws(() => fit([0, 1, 1], 4), /k = 4 .* from 1 to 3/);
  assert.throws(
    () => two.predict({ shape: [1, 2], data: [1, 2] }),
    /expected rows of 1, as it was fitted on/,
  );
});

test("logistic regressions equal scikit-learn's", () => {
  for (const stored of cases) {
    if (stored.function !== "fitLogisticRegression") continue;
    const line = fitLogisticRegression(arrayOf(stored.rows), stored.labels, stored.options);
    const later = arrayOf(stored.later);
    const what = JSON.stringify(stored.options);
    const own = line.coefficients.flatMap((row) => [...row]);
    for (const [i, value] of stored.coefficients.flat().entries()) {
      assert.ok(Math.abs(own[i]! - value) < 1e-7, `${what}: coefficient ${own[i]}, expected ${value}`);
    }
    for (const [i, value] of stored.intercepts.entries()) {
      assert.ok(
        Math.abs(line.intercepts[i]! - value) < 1e-7,
        `${what}: ${line.intercepts[i]}, expected ${value}`,
      );
    }
    for (const [i, value] of stored.probabilities.flat().entries()) {
      const got = line.probabilities(later)[i]!;
      assert.ok(Math.abs(got - value) < 1e-7, `${what}: probability ${got}, expected ${value}`);
    }
    assert.deepEqual([...line.predict(later)], stored.predicted);
  }
  const rows = { shape: [2, 1], data: [0, 1] };
  assert.throws(() => fitLogisticRegression(rows, [0, 1], { numClasses: 1 }), /1 classes/);
  assert.throws(() => fitLogisticRegression(rows, [0, 1], { numClasses: 2, C: 0 }), /C = 0/);
  const gap = { shape: [2, 1], data: [0, Number.NaN] };
  assert.throws(() => fitLogisticRegression(gap, [0, 1], { numClasses: 2 }), /the number NaN at 1/);
});
