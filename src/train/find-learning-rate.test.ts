import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../base/random.ts";
import { ArrayDataset } from "../data/index.ts";
import { mse } from "../losses/index.ts";
import { BatchNorm1d, Dropout, Linear, Sequential, Tanh } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { Adam, SGD } from "../optim/index.ts";
import { manualSeed, rand, type Tensor } from "../tensor/index.ts";
import { findLearningRate } from "./index.ts";

before(useTestDevice);

/** y = 3 x₀ − 2 x₁ for x in [−1, 1]². */
function plane(count: number): ArrayDataset {
  const random = new Random(1);
  const x = Float32Array.from({ length: 2 * count }, () => random.uniform(-1, 1));
  const y = Float32Array.from({ length: count }, (_, i) => 3 * x[2 * i]! - 2 * x[2 * i + 1]!);
  return new ArrayDataset([
    { shape: [count, 2], data: x },
    { shape: [count, 1], data: y },
  ]);
}

const bits = (state: Readonly<Record<string, Tensor>>): unknown =>
  Object.entries(state).map(([name, value]) => [name, [...value.dataSync()]]);

test("the loss of a linear model falls most between rates that do nothing and rates that explode", async () => {
  manualSeed(0);
  const model = new Linear(2, 1);
  const optimizer = new SGD(model.parameters(), { lr: 0.5 });
  const trial = await findLearningRate(model, plane(64), { optimizer, loss: mse, batchSize: 64 });
  // The mean of x² is 1/3, so the curvature is about 2/3 and steps explode above a rate of 2 / (2/3) = 3.
  const { suggestion, losses, learningRates } = trial;
  assert.ok(suggestion! > 0.01 && suggestion! < 3, `${suggestion}`);
  assert.ok(losses[0]! > 4 && Math.min(...losses) < losses[0]! / 1.5, `${losses[0]}, ${Math.min(...losses)}`);
  assert.equal(losses.length, learningRates.length);
  assert.equal(learningRates[0], 1e-7);
  const factors = learningRates.slice(1).map((rate, i) => rate / learningRates[i]!);
  assert.ok(factors.every((factor) => Math.abs(factor - 10 ** (8 / 99)) < 1e-9));
  assert.equal(optimizer.lr, 0.5);
});

test("the model, the optimizer and the random numbers are as they were, to the bit", async () => {
  manualSeed(3);
  const dropout = new Dropout(0.2);
  const model = new Sequential([new Linear(2, 8), new BatchNorm1d(8), new Tanh(), dropout, new Linear(8, 1)]);
  dropout.eval();
  const optimizer = new Adam(model.parameters(), { lr: 0.01 });
  const [before, state] = [bits(model.stateDict()), bits(optimizer.stateDict())];
  const options = { optimizer, loss: mse, batchSize: 16, steps: 12, endLr: 1 };
  const first = await findLearningRate(model, plane(50), options);
  assert.deepEqual(bits(model.stateDict()), before);
  assert.deepEqual(bits(optimizer.stateDict()), state);
  assert.deepEqual([model.training, dropout.training, optimizer.lr], [true, false, 0.01]);
  assert.equal(first.losses.length, 12);
  assert.deepEqual(await findLearningRate(model, plane(50), options), first);
  const next = rand([2]).dataSync();
  manualSeed(3);
  new Sequential([new Linear(2, 8), new Linear(8, 1)]);
  assert.deepEqual(rand([2]).dataSync(), next);
});

test("a loss that explodes ends the trial, and one that never falls suggests nothing", async () => {
  manualSeed(0);
  const model = new Linear(2, 1);
  const optimizer = new SGD(model.parameters());
  const options = { optimizer, loss: mse, batchSize: 64 };
  const exploded = await findLearningRate(model, plane(64), { ...options, startLr: 50, endLr: 1e4 });
  assert.ok(exploded.losses.length < 10, `${exploded.losses.length}`);
  assert.equal(exploded.suggestion, undefined);
  await assert.rejects(
    findLearningRate(model, plane(64), { ...options, startLr: 1, endLr: 1 }),
    /0 < startLr/,
  );
  await assert.rejects(findLearningRate(model, plane(64), { ...options, steps: 1 }), /in 1 steps/);
  await assert.rejects(findLearningRate(model, plane(20), options), /batches of 64 on 20 examples/);
});
