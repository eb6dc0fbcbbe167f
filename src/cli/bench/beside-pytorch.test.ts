import assert from "node:assert/strict";
import { test } from "node:test";
import { besidePyTorch } from "./beside-pytorch.ts";
import type { Comparison, Outcome } from "./compare.ts";

const flat = (value: number) => ({ low: value, median: value, high: value });

function outcome(name: string, time: number, others: Record<string, number> = {}): Outcome {
  return {
    name,
    milliseconds: flat(time),
    best: time,
    timesAsFastAs: Object.fromEntries(Object.entries(others).map(([other, ratio]) => [other, flat(ratio)])),
    share: undefined,
  };
}

function comparison(outcomes: readonly Outcome[], limits: Record<string, number> = {}): Comparison {
  const flatLimits = Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, flat(value)]));
  return { name: "any", rounds: 5, outcomes, limits: flatLimits };
}

const own = new Map([
  ["native", 1],
  ["native ×2", 2],
]);

test("ratios are at our better number of threads, their mean is geometric and over training steps", () => {
  const [one, two] = ["PyTorch (openmp, 1 thread)", "PyTorch (pthread, 1 thread)"];
  const results = {
    mlp: comparison([
      outcome("native", 2, { [one]: 2, "native ×2": 0.5 }),
      outcome("native ×2", 1, { [one]: 4 }),
    ]),
    gpt: comparison([outcome("native", 2, { [two]: 1 }), outcome("wasm", 1, { [two]: 9 })]),
    "gpt-inference": comparison([outcome("native", 2, { [two]: 7 })]),
  };
  const { ratios, geomean } = besidePyTorch(results, own);
  assert.deepEqual(ratios, { mlp: 4, gpt: 1, "gpt-inference": 7 });
  assert.equal(geomean, 2);
});

test("a 1024³ product is told in 10⁹ operations a second, beside the peak of one core", () => {
  const outcomes = [outcome("native", 10), outcome("native ×2", 5), outcome("wasm", 1)];
  const { peak, gemm1024, ...rest } = besidePyTorch(
    { product: comparison(outcomes, { peak: 228, "peak ×2": 450 }) },
    own,
  );
  assert.equal(peak, 228);
  assert.deepEqual(gemm1024, { threads1: 1024 ** 3 / 5e6, threads2: 1024 ** 3 / 2.5e6 });
  assert.deepEqual(rest, { ratios: {}, geomean: undefined });
});
