import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine-annealing-lr.ts";
import { OneCycleLR, type OneCycleLROptions } from "./one-cycle-lr.ts";
import type { HasLearningRate, Schedule } from "./schedule.ts";
import { WarmupCosineLR } from "./warmup-cosine-lr.ts";

interface Case {
  readonly name: string;
  readonly schedule: "CosineAnnealingLR" | "OneCycleLR";
  readonly lr: number;
  readonly options: object;
  readonly rates: readonly number[];
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/schedules.json", "utf8"));
const make = {
  CosineAnnealingLR: (optimizer: HasLearningRate, options: object) =>
    new CosineAnnealingLR(optimizer, options as CosineAnnealingLROptions),
  OneCycleLR: (optimizer: HasLearningRate, options: object) =>
    new OneCycleLR(optimizer, options as OneCycleLROptions),
};

function ratesOf(optimizer: HasLearningRate, schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, () => {
    const { lr } = optimizer;
    schedule.step();
    return lr;
  });
}

for (const { name, schedule, lr, options, rates } of cases) {
  test(`${schedule} equals PyTorch: ${name}`, () => {
    const optimizer = { lr };
    const actual = ratesOf(optimizer, make[schedule](optimizer, options), rates.length);
    // PyTorch computes the cosine's rates one from another, so its own rounding adds up.
    for (const [i, rate] of rates.entries()) {
      assert.ok(Math.abs(actual[i]! - rate) < 1e-12, `step ${i}: ${actual[i]} ≠ ${rate}`);
    }
  });
}

test("WarmupCosineLR rises in equal steps, falls to the floor and stays there", () => {
  const optimizer = { lr: 1 };
  const schedule = new WarmupCosineLR(optimizer, { warmupSteps: 3, totalSteps: 7, minLr: 0.5 });
  const rates = ratesOf(optimizer, schedule, 10);
  assert.deepEqual(rates.slice(0, 4), [0.25, 0.5, 0.75, 1]);
  assert.equal(rates[5], 0.75);
  assert.deepEqual(rates.slice(7), [0.5, 0.5, 0.5]);
});

test("a schedule goes on from its position", () => {
  const optimizer = { lr: 0.2 };
  const rates = ratesOf(optimizer, new CosineAnnealingLR(optimizer, { tMax: 9 }), 9);
  const resumed = { lr: 0.2 };
  const schedule = new CosineAnnealingLR(resumed, { tMax: 9 });
  schedule.position = 5;
  assert.deepEqual(ratesOf(resumed, schedule, 4), rates.slice(5));
  assert.equal(schedule.position, 9);
});

test("options that make no schedule are refused", () => {
  const optimizer = { lr: 0.1 };
  assert.throws(() => new CosineAnnealingLR(optimizer, { tMax: 0 }), /tMax = 0 in CosineAnnealingLR/);
  assert.throws(() => new WarmupCosineLR(optimizer, { warmupSteps: 5, totalSteps: 5 }), /totalSteps = 5/);
  assert.throws(() => new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 10, pctStart: 1 }), /pctStart = 1/);
  assert.throws(() => new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 3 }), /0.3 of 3 steps/);
  const schedule = new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 5 });
  assert.throws(() => {
    schedule.position = 6;
  }, /step 6 of OneCycleLR: expected at most totalSteps = 5/);
  assert.equal(schedule.position, 0);
});
