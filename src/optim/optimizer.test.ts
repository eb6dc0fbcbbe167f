import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { Parameter } from "../tensor/index.ts";
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  clipGradNorm,
  LAMB,
  Lion,
  Muon,
  NAdam,
  type Optimizer,
  RAdam,
  RMSprop,
  SGD,
} from "./index.ts";

interface Case {
  readonly name: string;
  readonly optimizer: keyof typeof rules;
  readonly options: object;
  readonly initial: readonly StoredTensor[];
  readonly gradients: readonly (readonly StoredTensor[])[];
  readonly after: readonly (readonly StoredTensor[])[];
}

const rules = {
  SGD,
  Adam,
  AdamW,
  Adagrad,
  Adadelta,
  RMSprop,
  Adamax,
  NAdam,
  RAdam,
  Lion,
  LAMB,
  Adafactor,
  Muon,
};

before(useTestDevice);

const cases = fixtures<Case>("optimizers");

function parameter(stored: StoredTensor): Parameter {
  return new Parameter(restore(stored));
}

async function check(
  stored: Case,
  parameters: readonly Parameter[],
  optimizer: Optimizer,
  from: number,
  to: number,
) {
  for (let step = from; step < to; step++) {
    optimizer.zeroGrad();
    for (const [i, gradient] of stored.gradients[step]!.entries()) parameters[i]!.grad = restore(gradient);
    optimizer.step();
    for (const [i, expected] of stored.after[step]!.entries()) {
      await assertClose(parameters[i], expected, `parameter ${i} after step ${step + 1}`, 3e-6);
    }
  }
}

for (const stored of cases) {
  test(`${stored.optimizer} equals PyTorch: ${stored.name}`, async () => {
    const parameters = stored.initial.map(parameter);
    await check(
      stored,
      parameters,
      new rules[stored.optimizer](parameters, stored.options),
      0,
      stored.after.length,
    );
  });

  test(`${stored.optimizer} goes on from a saved state: ${stored.name}`, async () => {
    const parameters = stored.initial.map(parameter);
    const optimizer = new rules[stored.optimizer](parameters, stored.options);
    await check(stored, parameters, optimizer, 0, 3);
    const saved = optimizer.stateDict();
    const copies = parameters.map((original) => new Parameter(original.detach()));
    await check(stored, parameters, optimizer, 3, 4);
    const resumed = new rules[stored.optimizer](copies, stored.options);
    resumed.loadStateDict(saved);
    await check(stored, copies, resumed, 3, stored.after.length);
  });
}

test("a new learning rate counts from the next step", async () => {
  const theta = parameter({ shape: [2], data: [1, 2] });
  const optimizer = new SGD([theta], { lr: 0.5 });
  theta.grad = restore({ shape: [2], data: [1, -1] });
  optimizer.step();
  optimizer.lr = 0.25;
  assert.equal(optimizer.lr, 0.25);
  optimizer.step();
  assert.deepEqual([...(await theta.data())], [0.25, 2.75]);
});

test("a parameter without a gradient stays", async () => {
  const [moved, left] = [parameter({ shape: [1], data: [1] }), parameter({ shape: [1], data: [1] })];
  const optimizer = new AdamW([moved, left]);
  moved.grad = restore({ shape: [1], data: [2] });
  optimizer.step();
  assert.equal((await left.data())[0], 1);
  assert.notEqual((await moved.data())[0], 1);
});

test("a parameter whose gradient was always 0 stays, and is no NaN", async () => {
  const theta = parameter({ shape: [1], data: [1] });
  const optimizer = new Adam([theta]);
  theta.grad = restore({ shape: [1], data: [0] });
  optimizer.step();
  assert.equal((await theta.data())[0], 1);
});

test("options and states that do not fit are refused", () => {
  const theta = parameter({ shape: [2], data: [1, 2] });
  assert.throws(() => new SGD([]), /SGD for no parameters/);
  assert.throws(() => new SGD([theta], { lr: -1 }), /lr = -1 in SGD/);
  assert.throws(() => new SGD([theta], { momentum: 1 }), /momentum = 1/);
  assert.throws(() => new SGD([theta], { nesterov: true }), /nesterov and momentum 0/);
  assert.throws(() => new Adam([theta], { betas: [0.9, 1] }), /betas = 1 in Adam/);
  assert.throws(() => new AdamW([theta], { weightDecay: Number.NaN }), /weightDecay = NaN in AdamW/);
  const adam = new Adam([theta]);
  assert.throws(() => {
    adam.lr = Number.NaN;
  }, /lr = NaN/);
  const sgd = new SGD([theta], { momentum: 0.9 });
  assert.throws(
    () => sgd.loadStateDict(adam.stateDict()),
    /"velocity.0" is missing; "first.0" is unexpected/,
  );
  const wider = new SGD([parameter({ shape: [3], data: [1, 2, 3] })], { momentum: 0.9 });
  assert.throws(
    () => sgd.loadStateDict(wider.stateDict()),
    /"velocity.0" is float32 \[3\] where float32 \[2\]/,
  );
});

for (const stored of fixtures<{
  readonly name: string;
  readonly maxNorm: number;
  readonly gradients: readonly StoredTensor[];
  readonly norm: number;
  readonly clipped: readonly StoredTensor[];
}>("clipping")) {
  test(`clipGradNorm equals PyTorch: gradients ${stored.name}`, async () => {
    const parameters = stored.gradients.map(parameter);
    for (const [i, gradient] of stored.gradients.entries()) parameters[i]!.grad = restore(gradient);
    const norm = clipGradNorm(parameters, stored.maxNorm);
    await assertClose(norm, { shape: [], data: [stored.norm] }, "the norm", 1e-6);
    for (const [i, expected] of stored.clipped.entries()) {
      await assertClose(parameters[i]!.grad, expected, `gradient ${i}`, 1e-6);
    }
  });
}

test("clipGradNorm needs a gradient", () => {
  assert.throws(() => clipGradNorm([parameter({ shape: [1], data: [1] })], 1), /no gradients/);
});
