import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ExponentialLR,
  type HasLearningRate,
  LinearLR,
  MultiStepLR,
  OneCycleLR,
  PolynomialLR,
  ReduceLROnPlateau,
  type Schedule,
  StepLR,
  WarmupCosineLR,
} from "./index.ts";

interface Case {
  readonly name: string;
  readonly schedule: keyof typeof schedules;
  readonly lr: number;
  readonly options: object;
  readonly rates: readonly number[];
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/schedules.json", "utf8"));
const schedules = {
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  ExponentialLR,
  LinearLR,
  MultiStepLR,
  OneCycleLR,
  PolynomialLR,
  StepLR,
  WarmupCosineLR,
};
type MakeSchedule = new (optimizer: HasLearningRate, options: object) => Schedule;

function ratesOf(optimizer: HasLearningRate, schedule: Schedule, count: number): number[] {
  return Array.from({ length: count }, () => {
    const { lr } = optimizer;
    schedule.step();
    return lr;
  });
}

for (const { name, schedule, lr, options, rates } of cases) {
  test(`${schedule} equals PyTorch, or its formula: ${name}`, () => {
    const optimizer = { lr };
    const actual = ratesOf(
      optimizer,
      new (schedules[schedule] as MakeSchedule)(optimizer, options),
      rates.length,
    );
    // PyTorch computes the cosine's rates one from another, so its own rounding adds up.
    for (const [i, rate] of rates.entries()) {
      assert.ok(Math.abs(actual[i]! - rate) < 1e-12, `step ${i}: ${actual[i]} ≠ ${rate}`);
    }
  });
}

for (const { name, options, values, rates } of JSON.parse(
  readFileSync("test/fixtures/plateaus.json", "utf8"),
)) {
  test(`ReduceLROnPlateau equals PyTorch: ${name}`, () => {
    const optimizer = { lr: 0.4 };
    let schedule = new ReduceLROnPlateau(optimizer, options);
    for (const [i, value] of values.entries()) {
      const { state } = schedule;
      schedule = new ReduceLROnPlateau(optimizer, options); // goes on from its state alone
      schedule.state = state;
      schedule.step(value);
      assert.ok(Math.abs(optimizer.lr - rates[i]) < 1e-15, `step ${i}: ${optimizer.lr} ≠ ${rates[i]}`);
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
  assert.throws(() => new StepLR(optimizer, { stepSize: 0 }), /stepSize = 0 in StepLR/);
  assert.throws(() => new MultiStepLR(optimizer, { milestones: [1.5] }), /milestone 1.5/);
  assert.throws(() => new ExponentialLR(optimizer, { gamma: 0 }), /gamma = 0 in ExponentialLR/);
  assert.throws(() => new LinearLR(optimizer, { totalIters: 0 }), /totalIters = 0/);
  assert.throws(() => new PolynomialLR(optimizer, { power: 0.5 }), /power = 0.5/);
  assert.throws(() => new CosineAnnealingWarmRestarts(optimizer, { t0: 5, tMult: 1.5 }), /tMult = 1.5/);
  assert.throws(() => new ReduceLROnPlateau(optimizer, { factor: 1 }), /factor = 1/);
  assert.throws(() => new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 3 }), /0.3 of 3 steps/);
  const schedule = new OneCycleLR(optimizer, { maxLr: 1, totalSteps: 5 });
  assert.throws(() => {
    schedule.position = 6;
  }, /step 6 of OneCycleLR: expected at most totalSteps = 5/);
  assert.equal(schedule.position, 0);
});
