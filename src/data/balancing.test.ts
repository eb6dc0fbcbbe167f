import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import * as data from "./index.ts";

interface FoldCase {
  readonly function: "kFold" | "stratifiedKFold" | "groupKFold";
  readonly arguments: readonly unknown[];
  readonly folds: number;
  readonly held: readonly (readonly number[])[];
}

const cases: readonly FoldCase[] = JSON.parse(readFileSync("test/fixtures/folds.json", "utf8"));

const makers = { kFold: data.kFold, stratifiedKFold: data.stratifiedKFold, groupKFold: data.groupKFold };

test("folds are scikit-learn's, and training has what is not held out", () => {
  for (const {
    function: name,
    arguments: [first],
    folds,
    held,
  } of cases) {
    const make = makers[name] as (first: unknown, options: data.FoldOptions) => data.Fold[];
    const made = make(first, { folds });
    assert.deepEqual(
      made.map(({ validation }) => [...validation]),
      held,
      `${name} ${JSON.stringify(first)}`,
    );
    const length = held.flat().length;
    for (const { training, validation } of made) {
      assert.deepEqual(
        [...training, ...validation].sort((a, b) => a - b),
        [...new Array(length).keys()],
      );
    }
  }
});

test("shuffled folds hold out each example once, with the same share of classes, by the seed", () => {
  const labels = Array.from({ length: 60 }, (_, i) => (i % 6 === 0 ? "rare" : "many"));
  for (const make of [data.kFold.bind(undefined, 60), data.stratifiedKFold.bind(undefined, labels)]) {
    const folds = make({ folds: 5, shuffle: true, seed: 1 });
    assert.deepEqual(
      folds.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b),
      [...labels.keys()],
    );
    assert.deepEqual(make({ folds: 5, shuffle: true, seed: 1 }), folds);
    assert.notDeepEqual(make({ folds: 5, shuffle: true, seed: 2 }), folds);
    assert.notDeepEqual(make({ folds: 5 }), folds);
  }
  for (const { validation } of data.stratifiedKFold(labels, { shuffle: true })) {
    assert.equal(validation.filter((i) => labels[i] === "rare").length, 2);
  }
  assert.throws(() => data.kFold(3, { folds: 4 }), /4 folds of 3 examples: expected an integer from 2 to 3/);
  assert.throws(() => data.groupKFold(["a", "a"], { folds: 2 }), /2 folds of 1 groups/);
  assert.throws(() => data.stratifiedKFold([0, 1], { folds: 2 }), /2 folds of 1 examples of a class/);
});

test("weighted draws come as often as their weights say, and none twice without replacement", () => {
  const weights = [0, 1, 2, 5];
  const draws = new data.WeightedRandomSampler(weights, { numSamples: 80_000 }).indices(new Random(1));
  for (const [i, weight] of weights.entries()) {
    const share = weight / 8;
    // Five standard deviations of a binomial distribution.
    const spread = 5 * Math.sqrt((share * (1 - share)) / draws.length);
    assert.ok(
      Math.abs(draws.filter((draw) => draw === i).length / draws.length - share) <= spread,
      `weight ${weight}`,
    );
  }
  const once = new data.WeightedRandomSampler(weights, { numSamples: 2, replacement: false });
  const firsts = [0, 0, 0, 0];
  const random = new Random(2);
  for (let turn = 0; turn < 8000; turn++) {
    const [a, b] = once.indices(random);
    assert.notEqual(a, b);
    firsts[a!]!++;
  }
  for (const [i, weight] of weights.entries()) {
    const share = weight / 8;
    assert.ok(
      Math.abs(firsts[i]! / 8000 - share) <= 5 * Math.sqrt((share * (1 - share)) / 8000),
      `first ${weight}`,
    );
  }
  assert.throws(() => new data.WeightedRandomSampler([1, -1]), /the weight -1 at 1/);
  assert.throws(() => new data.WeightedRandomSampler([0, 0]), /2 examples of 0 with a weight above 0/);
  assert.throws(
    () => new data.WeightedRandomSampler([0, 1], { replacement: false }),
    /up to 1, as none comes twice/,
  );
});

test("a loader walks through what its sampler draws, anew each epoch and alike for a seed", async () => {
  const rows = new data.ArrayDataset([{ shape: [4], data: Int32Array.of(0, 1, 2, 3) }]);
  const sampler = new data.WeightedRandomSampler([0, 0, 1, 1], { numSamples: 10 });
  const epochs = async (seed: number): Promise<number[][]> => {
    const loader = new data.DataLoader(rows, { batchSize: 4, sampler, seed });
    assert.equal(loader.length, 3);
    const seen: number[][] = [[], []];
    for (const own of seen) for await (const [batch] of loader) own.push(...batch!.dataSync());
    return seen;
  };
  const seen = await epochs(1);
  assert.deepEqual(
    seen.map(({ length }) => length),
    [10, 10],
  );
  assert.ok(seen.flat().every((row) => row >= 2));
  assert.notDeepEqual(seen[0], seen[1]);
  assert.deepEqual(await epochs(1), seen);
  assert.notDeepEqual(await epochs(2), seen);
  assert.throws(() => new data.DataLoader(rows, { sampler, shuffle: true }), /Leave shuffle out/);
  const other = new data.WeightedRandomSampler([0, 0, 0, 0, 1]);
  const walk = async () => {
    for await (const _ of new data.DataLoader(rows, { sampler: other }));
  };
  await assert.rejects(walk, /example 4 of 4: expected the sampler to give numbers from 0 to 3/);
});

test("resampling makes classes alike often, with examples of theirs", () => {
  const labels = ["a", "b", "a", "a", "c", "a", "b"];
  const over = data.randomOverSample(labels, { seed: 3 });
  assert.deepEqual([...over.slice(0, 7)], [0, 1, 2, 3, 4, 5, 6]);
  const under = data.randomUnderSample(labels, { seed: 3 });
  for (const label of ["a", "b", "c"]) {
    assert.equal(over.filter((i) => labels[i] === label).length, 4);
    assert.equal(under.filter((i) => labels[i] === label).length, 1);
  }
  assert.equal(new Set(under).size, under.length);
  const draws = new Set(
    Array.from({ length: 20 }, (_, seed) => data.randomUnderSample(labels, { seed }).join()),
  );
  assert.ok(draws.size > 1);
});

test("SMOTE's examples lie between one of their class and one of its nearest neighbours", () => {
  const random = new Random(5);
  const labels = Int32Array.from({ length: 40 }, (_, i) => (i < 28 ? 0 : i < 36 ? 1 : 2));
  const features = { shape: [40, 3], data: Float32Array.from({ length: 120 }, () => random.normal()) };
  const k = 3;
  const made = data.smote(features, labels, { kNeighbors: k, seed: 1 });
  assert.deepEqual([made.features.shape, made.labels.length], [[84, 3], 84]);
  assert.deepEqual(made.features.data.slice(0, 120), features.data);
  for (const label of [0, 1, 2]) assert.equal(made.labels.filter((other) => other === label).length, 28);
  const row = (i: number) => [...made.features.data.slice(3 * i, 3 * i + 3)];
  const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, i) => value - b[i]!));
  for (let i = 40; i < 84; i++) {
    const own = [...labels.keys()].filter((j) => labels[j] === made.labels[i]);
    const onALine = own.some((from) => {
      const others = own.filter((j) => j !== from);
      others.sort((a, b) => distance(row(from), row(a)) - distance(row(from), row(b)));
      const onSegment = (to: number) =>
        Math.abs(distance(row(from), row(i)) + distance(row(i), row(to)) - distance(row(from), row(to))) <
        1e-5;
      return others.slice(0, k).some(onSegment);
    });
    assert.ok(onALine, `example ${i} is on no line`);
  }
  assert.deepEqual(data.smote(features, labels, { kNeighbors: k, seed: 1 }), made);
  assert.throws(() => data.smote(features, labels), /class 2 from 4 and 5 neighbours: .* randomOverSample/);
  assert.throws(() => data.smote(features, [1]), /a row for each label/);
});
