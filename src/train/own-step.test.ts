import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../base/random.ts";
import { ArrayDataset } from "../data/index.ts";
import { decodeSafetensors } from "../io/index.ts";
import { Linear, Module } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { Adam, StepLR } from "../optim/index.ts";
import { manualSeed, randn, type Tensor } from "../tensor/index.ts";
import { type FitResult, fit, type StepOptions, saveWeights } from "./index.ts";

before(useTestDevice);

/** Two networks against each other: one makes points, the other tells them from real ones. */
class Adversaries extends Module {
  readonly generator = new Linear(2, 2);
  readonly critic = new Linear(2, 1);
}

const points = new ArrayDataset([
  {
    shape: [40, 2],
    data: Float32Array.from(
      { length: 80 },
      (
        (random) => () =>
          random.normal() + 3
      )(new Random(1)),
    ),
  },
]);

interface Outcome {
  readonly result: FitResult;
  readonly sha256: string;
  readonly checkpoints: readonly Uint8Array[];
}

async function train(extra: Partial<StepOptions> = {}, startSeed = 4): Promise<Outcome> {
  manualSeed(startSeed);
  const model = new Adversaries();
  const critic = new Adam(model.critic.parameters(), { lr: 0.02 });
  const generator = new Adam(model.generator.parameters(), { lr: 0.05 });
  const checkpoints: Uint8Array[] = [];
  const result = await fit(model, points, {
    epochs: 6,
    batchSize: 8,
    optimizers: [critic, generator],
    schedule: new StepLR(critic, { stepSize: 7, gamma: 0.5 }),
    trainingStep: (real: Tensor) => {
      const made = model.generator.forward(randn([8, 2]));
      critic.zeroGrad();
      const told = model.critic.forward(made.detach()).mean().sub(model.critic.forward(real).mean());
      told.backward();
      critic.step();
      generator.zeroGrad();
      const fooled = model.critic.forward(made).mean().neg();
      fooled.backward();
      generator.step();
      return { critic: told, generator: fooled };
    },
    validate: async () => ({ bias: (await model.generator.bias!.sum().data())[0]! }),
    checkpoint: {
      seconds: 0,
      save: async (bytes) => {
        checkpoints.push(bytes);
      },
    },
    stepsPerEvent: 1,
    ...extra,
  });
  return { result, sha256: (await saveWeights(model)).sha256, checkpoints };
}

test("a step of one's own trains with several optimizers, and its numbers are told", async () => {
  const { result } = await train();
  assert.deepEqual([result.epochs, result.steps, result.stopped], [6, 30, false]);
  const epochs = result.history.filter((event) => event.event === "epoch");
  assert.deepEqual(Object.keys(epochs[0]!.training), ["critic", "generator"]);
  assert.deepEqual(Object.keys(epochs[0]!.validation!), ["bias"]);
  assert.deepEqual(result.metrics, epochs[5]!.validation);
  assert.ok(result.metrics.bias! > epochs[0]!.validation!.bias!, "the generator moves to the points");
  const steps = result.history.filter((event) => event.event === "step" && event.epoch === 2);
  const mean = steps.reduce((sum, { training }) => sum + training.critic! / steps.length, 0);
  assert.ok(Math.abs(mean - epochs[1]!.training.critic!) < 1e-6);
  assert.ok(Math.abs(epochs[5]!.learningRate - 0.02 * 0.5 ** 4) < 1e-9, "the first optimizer's rate is told");
});

test("it goes on from any checkpoint to the same bits, whatever the weights were", async () => {
  const whole = await train();
  for (const at of [0, 7, 20, whole.checkpoints.length - 2]) {
    const resume = decodeSafetensors(whole.checkpoints[at]!);
    const rest = await train({ resume }, 99);
    assert.equal(rest.sha256, whole.sha256, `checkpoint ${at}`);
    assert.deepEqual(rest.result.metrics, whole.result.metrics);
  }
});

test("what cannot be trained so is refused", async () => {
  const resume = decodeSafetensors((await train()).checkpoints[3]!);
  await assert.rejects(
    train({ resume, optimizers: [] }),
    /RangeError: Cannot go on with 0 optimizers: expected 2/,
  );
  manualSeed(4);
  const model = new Adversaries();
  const options = { epochs: 1, optimizers: [], trainingStep: () => ({}), earlyStopping: { patience: 2 } };
  await assert.rejects(
    fit(model, points, { ...options, batchSize: 8 }),
    /with a trainingStep \{ validate \}/,
  );
});
