import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../base/random.ts";
import { ArrayDataset } from "../data/index.ts";
import { crossEntropy, mse } from "../losses/index.ts";
import { Linear, Module } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { Adam, SGD } from "../optim/index.ts";
import { manualSeed, type Tensor } from "../tensor/index.ts";
import { diagnose, type EpochEvent, fit, type StepEvent, type Verdict } from "./index.ts";

before(useTestDevice);

function curves(training: readonly number[], validation?: readonly number[], first?: number) {
  const common = { learningRate: 0.1, seconds: 1, examplesPerSecond: 1 };
  const epochs = training.map(
    (loss, i): EpochEvent => ({
      event: "epoch",
      epoch: i + 1,
      step: i + 1,
      training: { loss },
      ...(validation && { validation: { loss: validation[i]! } }),
      ...common,
    }),
  );
  if (first === undefined) return epochs;
  const step: StepEvent = { event: "step", epoch: 1, step: 1, training: { loss: first }, ...common };
  return [step, ...epochs];
}

/** A loss that comes down from `from` to `to`. */
function falling(from: number, to: number, epochs: number, rate = 0.4): number[] {
  return Array.from({ length: epochs }, (_, i) => to + (from - to) * Math.exp(-rate * i));
}

const level = falling(2.3, 0.1, 30);
const cases: [string, ReturnType<typeof curves>, Verdict, RegExp][] = [
  ["both come down", curves(level, falling(2.2, 0.14, 30)), "good fit", /came down with the training loss/],
  [
    "dropout: held out is lower",
    curves(
      [1.23, 0.52, 0.35, 0.35, 0.2, 0.15, 0.1, 0.08, 0.07, 0.06, 0.06, 0.0573],
      [0.24, 0.22, 0.119, 0.08, 0.07, 0.06, 0.055, 0.05, 0.045, 0.043, 0.0427, 0.0425],
    ),
    "good fit",
    /0\.0425, with 0\.0573 in training/,
  ],
  [
    "a first epoch that learned nearly all",
    curves([0.25, 0.21, 0.2, 0.2, 0.2, 0.2], [0.23, 0.22, 0.22, 0.22, 0.22, 0.22], 2.4),
    "good fit",
    /level/,
  ],
  [
    "held out turns and rises",
    curves(
      falling(2.3, 0.01, 30),
      level.map((loss, i) => loss + Math.max(0, i - 8) * 0.02),
    ),
    "overfitting",
    /lowest after epoch \d+ .* while the training loss kept falling/,
  ],
  [
    "held out stays above",
    curves(falling(2.3, 0.01, 30), falling(2.3, 0.9, 30)),
    "overfitting",
    /does not carry over/,
  ],
  [
    "still falling",
    curves(falling(2.3, 0.1, 6, 0.15), falling(2.3, 0.1, 6, 0.15)),
    "underfitting",
    /still falling/,
  ],
  [
    "hardly moves",
    curves(falling(2.3, 2.1, 20), falling(2.3, 2.15, 20)),
    "underfitting",
    /only, and no longer falls/,
  ],
  ["rises", curves([2.3, 1.9, 2.5, 4, 9], [2.3, 2, 3, 5, 10]), "diverged", /rose from 1\.9 to 9/],
  ["becomes NaN", curves([2.3, 1.9, Number.NaN], [2, 2, Number.NaN]), "diverged", /no finite number/],
  ["is infinite held out", curves([2.3, 1.9], [2, Number.POSITIVE_INFINITY]), "diverged", /no finite number/],
  ["no validation", curves(level), "unclear", /without held-out examples/],
  ["one epoch", curves([2], [2]), "unclear", /fewer than two epochs/],
  ["nothing", [], "unclear", /fewer than two epochs/],
];
for (const [what, history, verdict, because] of cases) {
  test(`curves: ${what} → ${verdict}`, () => {
    const diagnosis = diagnose(history);
    assert.deepEqual([diagnosis.verdict, verdict], [verdict, diagnosis.verdict]);
    assert.match(diagnosis.because, because);
    assert.match(diagnosis.because, /^[A-Z][^\n]*\.$/);
    assert.equal(diagnosis.advice.length === 0, verdict === "good fit");
  });
}

test("noise of a twentieth of the loss that is left does not change a verdict", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = new Random(seed);
    const noisy = (curve: number[]): number[] => curve.map((loss) => loss * random.uniform(0.95, 1.05));
    const verdictOf = (training: number[], validation: number[]): Verdict =>
      diagnose(curves(noisy(training), noisy(validation))).verdict;
    assert.equal(verdictOf(level, falling(2.2, 0.14, 30)), "good fit");
    assert.equal(verdictOf(falling(2.3, 0.01, 30), falling(2.3, 0.9, 30)), "overfitting");
    assert.equal(verdictOf(falling(2.3, 2.1, 20), falling(2.3, 2.15, 20)), "underfitting");
  }
});

class Net extends Module {
  readonly hidden: Linear;
  readonly output: Linear;
  constructor(width: number) {
    super();
    this.hidden = new Linear(2, width);
    this.output = new Linear(width, 2);
  }
  forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).tanh());
  }
}

/** Points in the plane, of which some carry the wrong class; which is right, `rule` says. */
function points(count: number, seed: number, { wrong = 0, rule = (x: number, y: number) => x + y > 0 } = {}) {
  const random = new Random(seed);
  const data = Float32Array.from({ length: 2 * count }, () => random.uniform(-1, 1));
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const right = rule(data[2 * i]!, data[2 * i + 1]!);
    return Number(random.uniform() < wrong ? !right : right);
  });
  return new ArrayDataset([
    { shape: [count, 2], data },
    { shape: [count], data: labels },
  ]);
}

const loss = (outputs: Tensor, labels: Tensor): Tensor => crossEntropy(outputs, labels);

test("real curves: enough examples of a simple rule → good fit", async () => {
  manualSeed(1);
  const model = new Net(8);
  const optimizer = new Adam(model.parameters(), { lr: 0.03 });
  const options = { epochs: 25, batchSize: 32, optimizer, loss, validation: points(200, 2) };
  const { history } = await fit(model, points(400, 1), options);
  assert.equal(diagnose(history).verdict, "good fit");
});

test("real curves: few examples with wrong labels and a large network → overfitting", async () => {
  manualSeed(1);
  const model = new Net(64);
  const optimizer = new Adam(model.parameters(), { lr: 0.05 });
  const options = {
    epochs: 150,
    batchSize: 24,
    optimizer,
    loss,
    validation: points(200, 2, { wrong: 0.25 }),
  };
  const { history } = await fit(model, points(24, 1, { wrong: 0.25 }), options);
  assert.equal(diagnose(history).verdict, "overfitting");
});

test("real curves: a line where a circle is asked for → underfitting", async () => {
  manualSeed(1);
  const model = new Linear(2, 2);
  const optimizer = new Adam(model.parameters(), { lr: 0.03 });
  const rule = (x: number, y: number): boolean => x * x + y * y < 0.6;
  const options = { epochs: 20, batchSize: 32, optimizer, loss, validation: points(200, 2, { rule }) };
  const { history } = await fit(model, points(400, 1, { rule }), options);
  assert.equal(diagnose(history).verdict, "underfitting");
});

test("real curves: a learning rate that is far too high → diverged", async () => {
  manualSeed(1);
  const model = new Linear(2, 1);
  const optimizer = new SGD(model.parameters(), { lr: 20 });
  const random = new Random(3);
  const inputs = Float32Array.from({ length: 128 }, () => random.uniform(-1, 1));
  const targets = Float32Array.from({ length: 64 }, (_, i) => inputs[2 * i]! - inputs[2 * i + 1]!);
  const data = new ArrayDataset([
    { shape: [64, 2], data: inputs },
    { shape: [64, 1], data: targets },
  ]);
  const squared = (outputs: Tensor, wanted: Tensor): Tensor => mse(outputs, wanted);
  const { history } = await fit(model, data, {
    epochs: 4,
    batchSize: 16,
    optimizer,
    loss: squared,
    validation: 0.25,
  });
  assert.equal(diagnose(history).verdict, "diverged");
});
