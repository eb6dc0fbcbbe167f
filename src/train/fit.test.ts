import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { ArrayDataset } from "../data/index.ts";
import { decodeSafetensors } from "../io/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { accuracy, predictedClasses } from "../metrics/index.ts";
import { Linear, Module } from "../nn/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { manualSeed, registerDevice, setDevice, type Tensor, tensor } from "../tensor/index.ts";
import {
  countCorrect,
  Evaluator,
  type FitEvent,
  type FitOptions,
  fit,
  fitEvents,
  loadWeights,
  saveWeights,
} from "./index.ts";

before(async () => {
  registerDevice("reference", () => createReferenceDevice());
  await setDevice("reference");
});

class Net extends Module {
  readonly hidden = new Linear(2, 8);
  readonly output = new Linear(8, 2);
  forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).tanh());
  }
}

/** Points in the plane; the class says on which side of a line they are. */
function points(count: number, seed: number): ArrayDataset {
  const random = new Random(seed);
  const data = Float32Array.from({ length: 2 * count }, () => random.uniform(-1, 1));
  const labels = Int32Array.from({ length: count }, (_, i) =>
    data[2 * i]! + data[2 * i + 1]! > 0.1 ? 1 : 0,
  );
  return new ArrayDataset([
    { shape: [count, 2], data },
    { shape: [count], data: labels },
  ]);
}

const train = points(50, 1);
const validation = points(23, 2);
const loss = (outputs: Tensor, labels: Tensor): Tensor => crossEntropy(outputs, labels);
const metrics = { accuracy: countCorrect };

function setUp(seed: number, options: Partial<FitOptions> = {}): { model: Net; options: FitOptions } {
  manualSeed(5);
  const model = new Net();
  const optimizer = new AdamW(model.parameters(), { lr: 0.05 });
  return {
    model,
    options: { epochs: 3, batchSize: 8, optimizer, loss, metrics, validation, seed, ...options },
  };
}

async function run(
  seed: number,
  extra: Partial<FitOptions> = {},
): Promise<{ model: Net; events: FitEvent[] }> {
  const { model, options } = setUp(seed, extra);
  const events: FitEvent[] = [];
  for await (const event of fitEvents(model, train, options)) events.push(event);
  return { model, events };
}

test("the stream tells the start, each step and epoch and the result, as plain data", async () => {
  const { events, model } = await run(1);
  assert.deepEqual(JSON.parse(JSON.stringify(events)), events);
  assert.deepEqual(events[0], {
    event: "start",
    epochs: 3,
    stepsPerEpoch: 6,
    batchSize: 8,
    trainExamples: 50,
    validationExamples: 23,
    parameters: 42,
    seed: 1,
  });
  const names = events.slice(1).map((event) => event.event);
  const epoch = [...Array(6).fill("step"), "epoch"];
  assert.deepEqual(names, [...epoch, ...epoch, ...epoch, "result"]);
  const steps = events.filter((event) => event.event === "step");
  assert.deepEqual(
    steps.map(({ epoch: number, step }) => [number, step]),
    Array.from({ length: 18 }, (_, i) => [1 + Math.floor(i / 6), i + 1]),
  );
  for (const { training, examplesPerSecond } of steps) {
    assert.deepEqual(Object.keys(training), ["loss", "accuracy"]);
    assert.ok(examplesPerSecond > 0);
  }
  const epochs = events.filter((event) => event.event === "epoch");
  assert.ok(epochs[2]!.training.loss! < 0.8 * epochs[0]!.training.loss!);
  const mean = steps.slice(0, 6).reduce((sum, { training }) => sum + training.loss! / 6, 0);
  assert.ok(Math.abs(epochs[0]!.training.loss! - mean) < 1e-6);
  const result = events.at(-1)!;
  assert.ok(result.event === "result");
  assert.deepEqual([result.epochs, result.steps, result.stopped], [3, 18, false]);
  assert.deepEqual(result.metrics, epochs[2]!.validation);
  const fresh = await new Evaluator(model, { loss, metrics }).evaluate(validation);
  assert.deepEqual(fresh.metrics, result.metrics);
});

test("the same seed gives the same weights and metrics, another seed others", async () => {
  const [a, b, c] = [await run(1), await run(1), await run(2)];
  const hash = async ({ model }: { model: Net }): Promise<string> => (await saveWeights(model)).sha256;
  assert.equal(await hash(a), await hash(b));
  assert.notEqual(await hash(a), await hash(c));
  const timeless = (events: FitEvent[]): unknown =>
    events.map((event) => ({ ...event, seconds: 0, examplesPerSecond: 0 }));
  assert.deepEqual(timeless(a.events), timeless(b.events));
});

test("the order of events can be thinned; their means still cover every step", async () => {
  const all = (await run(1)).events.filter((event) => event.event === "step");
  const thin = (await run(1, { stepsPerEvent: 3 })).events.filter((event) => event.event === "step");
  assert.deepEqual(
    thin.map(({ step }) => step),
    [3, 6, 9, 12, 15, 18],
  );
  const mean = all.slice(3, 6).reduce((sum, { training }) => sum + training.accuracy! / 3, 0);
  assert.ok(Math.abs(thin[1]!.training.accuracy! - mean) < 1e-12);
});

test("a schedule goes on with each step", async () => {
  const { model, options } = setUp(1);
  const schedule = new WarmupCosineLR(options.optimizer, { warmupSteps: 6, totalSteps: 18 });
  const rates: number[] = [];
  await fit(model, train, {
    ...options,
    schedule,
    onEvent: (event) => {
      if (event.event === "step") rates.push(event.learningRate);
    },
  });
  assert.equal(schedule.position, 18);
  assert.equal(Math.max(...rates), 0.05);
  assert.ok(rates[0]! < rates[5]! && rates[17]! < rates[7]! && rates[17]! < 0.005);
});

test("an aborted signal stops after the step at hand", async () => {
  const controller = new AbortController();
  const { model, options } = setUp(1);
  const seen: string[] = [];
  const result = await fit(model, train, {
    ...options,
    signal: controller.signal,
    onEvent: (event) => {
      seen.push(event.event);
      if (event.event === "step" && event.step === 8) controller.abort();
    },
  });
  assert.deepEqual([result.epochs, result.steps, result.stopped], [1, 8, true]);
  assert.deepEqual(seen.slice(-3), ["step", "step", "result"]);
});

test("an evaluation covers the last, smaller batch, in order, and leaves the mode as it was", async () => {
  manualSeed(1);
  const model = new Net();
  const { metrics: found, outputs } = await new Evaluator(model, { loss, metrics, batchSize: 10 }).evaluate(
    validation,
  );
  assert.deepEqual(outputs.shape, [23, 2]);
  const labels = validation.columns[1]!.data;
  assert.equal(found.accuracy, accuracy(predictedClasses(outputs.data, 2), labels));
  const all = validation.columns[0]!;
  assert.deepEqual(outputs.data, await model.forward(tensor(all.data, { shape: all.shape })).data());
  let sum = 0;
  for (let i = 0; i < 23; i++) {
    const [a, b] = outputs.data.subarray(2 * i, 2 * i + 2) as unknown as [number, number];
    sum += Math.log(Math.exp(a) + Math.exp(b)) - (labels[i] === 0 ? a : b);
  }
  assert.ok(Math.abs(found.loss! - sum / 23) < 1e-6);
  assert.equal(model.training, true);
  model.eval();
  await new Evaluator(model, { loss }).evaluate(validation);
  assert.equal(model.training, false);
});

test("saved weights are read back bit for bit, and do not fit another model", async () => {
  manualSeed(1);
  const { bytes, sha256 } = await saveWeights(new Net());
  const other = new Net();
  assert.notEqual((await saveWeights(other)).sha256, sha256);
  loadWeights(other, decodeSafetensors(bytes));
  assert.equal((await saveWeights(other)).sha256, sha256);
  assert.throws(() => loadWeights(new Linear(2, 8), decodeSafetensors(bytes)), RangeError);
});

test("impossible training is refused before anything is made", async () => {
  const { model, options } = setUp(1);
  await assert.rejects(fit(model, train, { ...options, epochs: 0 }), /0 epochs: expected a positive integer/);
  await assert.rejects(fit(model, train, { ...options, batchSize: 51 }), /batches of 51 on 50 examples/);
});
