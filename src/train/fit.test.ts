import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { ArrayDataset, WeightedRandomSampler } from "../data/index.ts";
import { decodeSafetensors } from "../io/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { accuracy, batchF1, ConfusionMatrix, countCorrect, predictedClasses } from "../metrics/index.ts";
import { Linear, Module } from "../nn/index.ts";
import { AdamW, LBFGS, type Optimizer, WarmupCosineLR } from "../optim/index.ts";
import { manualSeed, registerDevice, setDevice, type Tensor, tensor } from "../tensor/index.ts";
import {
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
  await assert.rejects(
    fit(model, train, { ...options, epochs: 0 }),
    /epochs = 0: expected a positive integer/,
  );
  await assert.rejects(fit(model, train, { ...options, batchSize: 51 }), /batches of 51 on 50 examples/);
});

test("accumulated gradients are those of one large batch", async () => {
  const weights = async (extra: Partial<FitOptions>): Promise<Float32Array> => {
    const { model, events } = await run(1, { epochs: 2, clipGradNorm: 0.5, ...extra });
    const start = events[0]!;
    assert.ok(start.event === "start");
    // 50 examples: two steps of 24, whose last two are left out.
    assert.deepEqual([start.batchSize, start.stepsPerEpoch], [24, 2]);
    const result = events.at(-1)!;
    assert.ok(result.event === "result" && result.steps === 4 && !result.stopped);
    return (await model.hidden.weight.data()) as Float32Array;
  };
  const whole = await weights({ batchSize: 24 });
  for (const gradientAccumulation of [2, 3]) {
    const parts = await weights({ batchSize: 24 / gradientAccumulation, gradientAccumulation });
    for (const [i, value] of parts.entries()) assert.ok(Math.abs(value - whole[i]!) < 2e-6, `${value}`);
    assert.notDeepEqual(parts, (await run(1, { epochs: 2, batchSize: 8 })).model.hidden.weight.dataSync());
  }
});

test("a checkpoint between accumulated steps goes on to the same bits", async () => {
  const saved: Uint8Array[] = [];
  const options = { batchSize: 4, gradientAccumulation: 3, epochs: 2, validation: 0.2 };
  const save = async (bytes: Uint8Array): Promise<void> => void saved.push(bytes);
  const whole = await run(3, { ...options, checkpoint: { seconds: 0, save } });
  assert.equal(saved.length, 6);
  for (const bytes of saved) {
    const rest = await run(3, { ...options, resume: decodeSafetensors(bytes) });
    assert.equal((await saveWeights(rest.model)).sha256, (await saveWeights(whole.model)).sha256);
  }
});

test("a share of the data is held out by the seed, and a stream's cannot be", async () => {
  const started = async (seed: number): Promise<FitEvent[]> => (await run(seed, { validation: 0.3 })).events;
  const [a, b, c] = [await started(1), await started(1), await started(2)];
  const start = a[0]!;
  assert.ok(start.event === "start");
  assert.deepEqual([start.trainExamples, start.validationExamples], [35, 15]);
  const held = (events: FitEvent[]): unknown =>
    events.flatMap((event) => (event.event === "epoch" ? [event.validation] : []));
  assert.deepEqual(held(a), held(b));
  assert.notDeepEqual(held(a), held(c));
  await assert.rejects(run(1, { validation: 1 }), /hold out 1 of the data: expected a share between 0 and 1/);
  const { model, options } = setUp(1, { validation: 0.1 });
  await assert.rejects(fit(model, { examples: () => [] }, options), /hold out 0\.1 of a stream/);
});

test("metrics that are no means follow from the counts of all batches", async () => {
  const score = batchF1({ numClasses: 2, average: 1 });
  const { model, events } = await run(1, { metrics: { f1: score }, epochs: 1 });
  const epoch = events.find((event) => event.event === "epoch")!;
  const { outputs } = await new Evaluator(model, { loss }).evaluate(validation);
  const matrix = new ConfusionMatrix(2);
  matrix.add(predictedClasses(outputs.data, 2), validation.columns[1]!.data);
  assert.ok(epoch.event === "epoch");
  assert.equal(epoch.validation!.f1, matrix.f1(1));
  const { metrics: small } = await new Evaluator(model, {
    loss,
    metrics: { f1: score },
    batchSize: 4,
  }).evaluate(validation);
  assert.equal(small.f1, matrix.f1(1));
});

test("fit waits for its callback, and returns the history", async () => {
  const { model, options } = setUp(1);
  const told: string[] = [];
  const {
    history,
    event,
    metrics: last,
  } = await fit(model, train, {
    ...options,
    onEvent: async ({ event }) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      told.push(event);
    },
  });
  assert.equal(event, "result");
  assert.deepEqual(["start", ...history.map(({ event }) => event), "result"], told);
  const epochs = history.filter((event) => event.event === "epoch");
  assert.deepEqual(epochs.at(-1)!.validation, last);
});

test("the weights of each best epoch are kept, and training need not stop for that", async () => {
  const best: [epoch: number, value: number, bytes: Uint8Array][] = [];
  const { model, options } = setUp(1, {
    epochs: 12,
    earlyStopping: { patience: Number.POSITIVE_INFINITY },
    checkpoint: {
      save: async () => {},
      saveBest: async (bytes, { epoch, value }) => void best.push([epoch, value, bytes]),
    },
  });
  const { history, epochs, bestEpoch } = await fit(model, train, options);
  assert.equal(epochs, 12);
  let lowest = Number.POSITIVE_INFINITY;
  const expected = history.flatMap((event) => {
    if (event.event !== "epoch" || event.validation!.loss! >= lowest) return [];
    lowest = event.validation!.loss!;
    return [[event.epoch, lowest]];
  });
  assert.deepEqual(
    best.map(([epoch, value]) => [epoch, value]),
    expected,
  );
  assert.equal(best.at(-1)![0], bestEpoch);
  assert.deepEqual((await saveWeights(model)).bytes, best.at(-1)![2]);
});

test("a sampler chooses the examples of each epoch", async () => {
  const data = points(40, 1);
  const labels: number[] = [];
  const model = new Net();
  await fit(model, data, {
    epochs: 2,
    batchSize: 8,
    optimizer: new AdamW(model.parameters()),
    loss: crossEntropy,
    sampler: new WeightedRandomSampler(data.columns[1]!.data, { numSamples: 16 }),
    transform: (columns) => {
      labels.push(...columns[1]!.data);
      return columns;
    },
  });
  assert.deepEqual(labels, new Array(32).fill(1));
});

test("a sampler of all examples is refused where a share is held out", async () => {
  const data = points(40, 1);
  const model = new Net();
  const training = fit(model, data, {
    epochs: 1,
    batchSize: 8,
    optimizer: new AdamW(model.parameters()),
    loss: crossEntropy,
    sampler: new WeightedRandomSampler(data.columns[1]!.data),
    validation: 0.1,
  });
  await assert.rejects(training, /a sampler chooses from: .* make the sampler for the training part/);
});

test("L-BFGS is refused with what to do instead", async () => {
  const model = new Net();
  const optimizer = new LBFGS(model.parameters()) as unknown as Optimizer;
  await assert.rejects(
    fit(model, points(64, 1), { epochs: 1, optimizer, loss: crossEntropy }),
    /Cannot train with LBFGS in fit: .* Call optimizer\.step\(closure\)/,
  );
});
