import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../base/random.ts";
import {
  ArrayDataset,
  type Dataset,
  fromModule,
  type IterableDataset,
  type Transform,
} from "../data/index.ts";
import { decodeSafetensors } from "../io/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { countCorrect } from "../metrics/index.ts";
import { Dropout, Linear, Module } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { manualSeed, type Tensor } from "../tensor/index.ts";
import { type FitEvent, type FitOptions, fitEvents, saveWeights } from "./index.ts";

before(useTestDevice);

class Net extends Module {
  readonly hidden = new Linear(2, 8);
  readonly dropout = new Dropout(0.3);
  readonly output = new Linear(8, 2);
  forward(x: Tensor): Tensor {
    return this.output.forward(this.dropout.forward(this.hidden.forward(x).tanh()));
  }
}

function points(count: number, seed: number): ArrayDataset {
  const random = new Random(seed);
  const data = Float32Array.from({ length: 2 * count }, () => random.uniform(-1, 1));
  const labels = Int32Array.from({ length: count }, (_, i) => (data[2 * i]! > data[2 * i + 1]! ? 1 : 0));
  return new ArrayDataset([
    { shape: [count, 2], data },
    { shape: [count], data: labels },
  ]);
}

interface Outcome {
  readonly sha256: string;
  readonly events: FitEvent[];
  readonly checkpoints: Uint8Array[];
}

/** Trains with everything that has a state: a schedule, dropout, a transform, best weights. */
async function train(
  extra: Partial<FitOptions> = {},
  startSeed = 5,
  data: Dataset | IterableDataset = points(50, 1),
): Promise<Outcome> {
  manualSeed(startSeed);
  const model = new Net();
  const optimizer = new AdamW(model.parameters(), { lr: 0.05 });
  const checkpoints: Uint8Array[] = [];
  const events: FitEvent[] = [];
  const options: FitOptions = {
    epochs: 4,
    batchSize: 8,
    optimizer,
    schedule: new WarmupCosineLR(optimizer, { warmupSteps: 5, totalSteps: 24 }),
    loss: (outputs, labels) => crossEntropy(outputs, labels),
    metrics: { accuracy: countCorrect },
    validation: points(23, 2),
    clipGradNorm: 1,
    earlyStopping: { patience: 4 },
    transform: (batch, random) => {
      const [inputs, labels] = batch as [(typeof batch)[0], (typeof batch)[0]];
      return [{ ...inputs, data: inputs.data.map((x) => x + random.uniform(-0.1, 0.1)) }, labels];
    },
    seed: 7,
    checkpoint: {
      seconds: 0,
      save: async (bytes) => {
        checkpoints.push(bytes);
      },
    },
    ...extra,
  };
  for await (const event of fitEvents(model, data, options)) events.push(event);
  return { sha256: (await saveWeights(model)).sha256, events, checkpoints };
}

test("training goes on from any checkpoint to the same bits and events", async () => {
  const whole = await train();
  assert.equal(whole.checkpoints.length, 24, "one a step: the last of an epoch after its validation");
  const timeless = (events: readonly FitEvent[]): unknown[] =>
    events
      .filter(({ event }) => event !== "start")
      .map((event) => ({ ...event, seconds: 0, examplesPerSecond: 0 }));
  const expected = timeless(whole.events);
  for (const [i, bytes] of whole.checkpoints.entries()) {
    const rest = await train({ resume: decodeSafetensors(bytes) }, 99);
    assert.equal(rest.sha256, whole.sha256, `from checkpoint ${i}`);
    const start = rest.events[0]!;
    assert.ok(start.event === "start" && start.resumedFrom === i + 1);
    const told = timeless(rest.events);
    assert.deepEqual(told, expected.slice(expected.length - told.length));
  }
});

test("an interrupt saves after the step at hand, and training goes on from there", async () => {
  const whole = await train();
  const controller = new AbortController();
  const saved: Uint8Array[] = [];
  let batches = 0;
  const cut = await train({
    signal: controller.signal,
    transform: (batch, random) => {
      const [inputs, labels] = batch as [(typeof batch)[0], (typeof batch)[0]];
      if (++batches === 9) controller.abort();
      return [{ ...inputs, data: inputs.data.map((x) => x + random.uniform(-0.1, 0.1)) }, labels];
    },
    checkpoint: {
      save: async (bytes) => {
        saved.push(bytes);
      },
    },
  });
  const result = cut.events.at(-1)!;
  assert.ok(result.event === "result" && result.stopped);
  assert.equal(saved.length, 2, "after the first epoch, and when it was interrupted");
  const rest = await train({ resume: decodeSafetensors(saved[1]!) }, 99);
  assert.equal(rest.sha256, whole.sha256);
});

test("a checkpoint of another model, or no checkpoint, is refused", async () => {
  const { checkpoints } = await train({ epochs: 1 });
  const stored = decodeSafetensors(checkpoints[0]!);
  const without = new Map([...stored.tensors].filter(([name]) => name !== "model.hidden.weight"));
  await assert.rejects(
    train({ resume: { ...stored, tensors: without } }),
    /"hidden.weight" float32 \[8, 2\] is missing/,
  );
  await assert.rejects(
    train({ resume: { ...stored, metadata: new Map() } }),
    /format undefined: expected "tensorloom checkpoint 3"/,
  );
});

test("without improvement training stops, with the weights of the best epoch, from a checkpoint too", async () => {
  const options = { epochs: 50, earlyStopping: { patience: 3, metric: "accuracy", minDelta: 0.01 } };
  const whole = await train(options);
  const result = whole.events.at(-1)!;
  assert.ok(result.event === "result");
  const epochs = whole.events.filter((event) => event.event === "epoch");
  assert.equal(result.epochs, result.bestEpoch! + 3);
  assert.ok(result.epochs < 50 && !result.stopped);
  const accuracies = epochs.map(({ validation }) => validation!.accuracy!);
  assert.ok(accuracies[result.bestEpoch! - 1]! >= Math.max(...accuracies) - 0.01);
  for (const bytes of [whole.checkpoints[3]!, whole.checkpoints.at(-1)!]) {
    assert.equal((await train({ ...options, resume: decodeSafetensors(bytes) }, 99)).sha256, whole.sha256);
  }
});

test("early stopping that cannot work is refused", async () => {
  await assert.rejects(train({ earlyStopping: { patience: 0 } }), /a patience of 0/);
  await assert.rejects(train({ earlyStopping: { patience: 2, minDelta: -1 } }), /minDelta = -1/);
  await assert.rejects(
    train({ earlyStopping: { patience: 2, metric: "f1" } }),
    /by "f1": expected one of loss, accuracy/,
  );
});

test("workers do not change the weights, and a stream goes on from any checkpoint", async () => {
  const module = new URL("../data/worker-modules.testing.js", import.meta.url);
  const transform = await fromModule<Transform>(module, { kind: "noise" });
  const [alone, beside] = [await train({ transform }), await train({ transform, workers: 2 })];
  assert.equal(beside.sha256, alone.sha256);
  const stream: IterableDataset = {
    *examples() {
      const [inputs, labels] = points(50, 1).columns;
      for (let i = 0; i < 50; i++) {
        yield [inputs!.data.slice(2 * i, 2 * i + 2) as Float32Array, labels!.data[i]!];
      }
    },
  };
  const whole = await train({ transform }, 5, stream);
  assert.notEqual(whole.sha256, alone.sha256);
  const start = whole.events[0]!;
  assert.ok(start.event === "start" && start.stepsPerEpoch === 0);
  const result = whole.events.at(-1)!;
  assert.ok(result.event === "result" && result.steps === 24 && result.epochs === 4 && !result.stopped);
  for (const bytes of [whole.checkpoints[2]!, whole.checkpoints.at(-2)!]) {
    const rest = await train({ transform, resume: decodeSafetensors(bytes) }, 99, stream);
    assert.equal(rest.sha256, whole.sha256);
  }
  const empty: IterableDataset = { examples: () => [] };
  await assert.rejects(train({}, 5, empty), /a stream without a whole step: expected at least 8 examples/);
});
