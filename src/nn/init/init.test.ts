import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, Parameter, type Tensor, zeros } from "../../tensor/index.ts";
import { useTestDevice } from "../oracle.ts";
import * as init from "./index.ts";

before(useTestDevice);

const weight = (...shape: number[]) => new Parameter(zeros(shape));
const valuesOf = (x: Tensor) => [...x.dataSync()];

/** Φ by Abramowitz and Stegun's 7.1.26, good to 1.5e-7. */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const erf = 1 - series * Math.exp(-x * x);
  return z < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}

const normal =
  (std: number, mean = 0) =>
  (x: number) =>
    normalCdf((x - mean) / std);
const uniform = (bound: number) => (x: number) => Math.min(Math.max((x + bound) / (2 * bound), 0), 1);

/** Kolmogorov and Smirnov's greatest distance; by chance above 1.95 / √n once in a thousand seeds. */
function distance(values: readonly number[], cdf: (x: number) => number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  return Math.max(
    ...sorted.map((x, i) => Math.max(Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n))),
  );
}

const fanIn = 6 * 4;
const fanOut = 90 * 4;
const truncated = (low: number, high: number, std: number) => (x: number) => {
  const [from, to] = [normalCdf(low / std), normalCdf(high / std)];
  return Math.min(Math.max((normalCdf(x / std) - from) / (to - from), 0), 1);
};

const distributions: readonly [string, (x: Parameter) => Tensor, (x: number) => number][] = [
  ["uniform", (x) => init.uniform(x, { low: -3, high: 3 }), uniform(3)],
  ["normal", (x) => init.normal(x, { mean: 2, std: 0.5 }), normal(0.5, 2)],
  ["xavierUniform", (x) => init.xavierUniform(x, { gain: 2 }), uniform(2 * Math.sqrt(6 / (fanIn + fanOut)))],
  ["xavierNormal", (x) => init.xavierNormal(x), normal(Math.sqrt(2 / (fanIn + fanOut)))],
  ["kaimingUniform", (x) => init.kaimingUniform(x, { a: Math.sqrt(5) }), uniform(1 / Math.sqrt(fanIn))],
  [
    "kaimingNormal",
    (x) => init.kaimingNormal(x, { mode: "fanOut", nonlinearity: "relu" }),
    normal(Math.sqrt(2 / fanOut)),
  ],
  ["lecunNormal", (x) => init.lecunNormal(x), normal(1 / Math.sqrt(fanIn))],
  ["lecunUniform", (x) => init.lecunUniform(x), uniform(Math.sqrt(3 / fanIn))],
  ["truncNormal", (x) => init.truncNormal(x, { std: 0.5, a: -0.5, b: 1 }), truncated(-0.5, 1, 0.5)],
  ["truncNormal, narrow", (x) => init.truncNormal(x, { a: -0.1, b: 0.3 }), truncated(-0.1, 0.3, 1)],
  ["truncNormal, far off", (x) => init.truncNormal(x, { a: 1.5, b: 100 }), truncated(1.5, 100, 1)],
];

for (const [name, fill, cdf] of distributions) {
  test(`${name} draws from its distribution, the same for the same seed`, () => {
    manualSeed(7);
    const x = weight(90, 6, 2, 2);
    assert.equal(fill(x), x, "it fills in place");
    const values = valuesOf(x);
    assert.ok(distance(values, cdf) < 1.95 / Math.sqrt(values.length));
    manualSeed(7);
    assert.deepEqual(valuesOf(fill(weight(90, 6, 2, 2))), values);
    assert.notDeepEqual(valuesOf(fill(weight(90, 6, 2, 2))), values);
  });
}

test("the far side of a normal distribution mirrors the near one", () => {
  manualSeed(8);
  const values = valuesOf(init.truncNormal(weight(40, 5), { mean: 1, a: -9, b: -4 }));
  assert.ok(values.every((value) => value >= -9 && value <= -4));
});

test("orthogonal rows or columns are of one length and at right angles", () => {
  manualSeed(9);
  for (const [rows, columns] of [
    [3, 8],
    [8, 3],
    [5, 5],
  ] as const) {
    const x = init.orthogonal(weight(rows, columns), { gain: 2 });
    const products = rows <= columns ? x.matmul(x.transpose()) : x.transpose().matmul(x);
    const identity = init.eye(weight(Math.min(rows, columns), Math.min(rows, columns)));
    assert.ok(products.allClose(identity.mul(4), { atol: 1e-5 }));
  }
  assert.deepEqual(init.orthogonal(weight(4, 2, 3)).shape, [4, 2, 3]);
});

test("constants, identities and gains", () => {
  assert.deepEqual(valuesOf(init.constant(weight(2), 3)), [3, 3]);
  assert.deepEqual(valuesOf(init.zeros(init.ones(weight(2)))), [0, 0]);
  assert.deepEqual(init.eye(weight(2, 3)).toArray(), [
    [1, 0, 0],
    [0, 1, 0],
  ]);
  assert.deepEqual(valuesOf(init.dirac(weight(2, 1, 3))), [0, 1, 0, 0, 0, 0]);
  assert.equal(init.calculateGain("relu"), Math.SQRT2);
  assert.equal(init.calculateGain("tanh"), 5 / 3);
  assert.ok(Math.abs(init.calculateGain("leakyRelu", 2) - Math.sqrt(0.4)) < 1e-12);
});

test("what cannot be filled is refused", () => {
  assert.throws(() => init.xavierUniform(weight(3)), /shape \[3\] by init.xavierUniform: expected \[outputs/);
  assert.throws(() => init.zeros(zeros([2], { dtype: "int32" })), /tensor of int32 by init.constant/);
  assert.throws(() => init.uniform(weight(2), { low: 1, high: 0 }), /high 0: expected .* at least 1/);
  assert.throws(() => init.kaimingNormal(weight(2, 2), { mode: "fan" as "fanIn" }), /mode "fan"/);
  assert.throws(() => init.calculateGain("swish" as "relu"), /gain of "swish"/);
  assert.throws(() => init.dirac(weight(2, 2)), /init.dirac: expected/);
  assert.throws(() => init.eye(weight(2)), /init.eye: expected \[rows, columns\]/);
});
