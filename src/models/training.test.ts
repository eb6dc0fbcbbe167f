import assert from "node:assert/strict";
import { before, test } from "node:test";
import { crossEntropy } from "../losses/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { Adam, AdamW, CosineAnnealingLR, clipGradNorm, type Optimizer, SGD } from "../optim/index.ts";
import {
  compile,
  compileCount,
  manualSeed,
  type Parameter,
  rand,
  type Tensor,
  tensor,
} from "../tensor/index.ts";
import { MnistCNN } from "./index.ts";

before(useTestDevice);

const sizes = { imageSize: 4, channels: [2, 3], hidden: 5, numClasses: 3, dropout: 0.5 } as const;
const labels = tensor([0, 1, 2, 1], { dtype: "int32" });
const optimizers = {
  "SGD with momentum": (parameters: Parameter[]): Optimizer =>
    new SGD(parameters, { lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  Adam: (parameters: Parameter[]): Optimizer => new Adam(parameters, { lr: 0.01 }),
  AdamW: (parameters: Parameter[]): Optimizer => new AdamW(parameters, { lr: 0.01 }),
};

/** A model with dropout, a step that clips and updates, and a schedule. */
function training(make: (parameters: Parameter[]) => Optimizer) {
  manualSeed(12);
  const model = new MnistCNN(sizes);
  const optimizer = make(model.parameters());
  const schedule = new CosineAnnealingLR(optimizer, { tMax: 10 });
  const images = tensor(rand([4, 1, 4, 4]).dataSync() as Float32Array, { shape: [4, 1, 4, 4] });
  const step = (x: Tensor): [loss: Tensor, norm: Tensor] => {
    optimizer.zeroGrad();
    const loss = crossEntropy(model.forward(x), labels, { labelSmoothing: 0.1 });
    loss.backward();
    const norm = clipGradNorm(model.parameters(), 0.5);
    optimizer.step();
    return [loss.detach(), norm];
  };
  const run = (oneStep: typeof step, count: number): number[] =>
    Array.from({ length: count }, () => {
      const numbers = oneStep(images).map((number) => number.item());
      schedule.step();
      return numbers;
    }).flat();
  return { model, run, step };
}

for (const [name, make] of Object.entries(optimizers)) {
  test(`a compiled step gives the bits of an eager one, dropout and schedule included: ${name}`, async () => {
    const eager = training(make);
    const eagerNumbers = eager.run(eager.step, 5);
    const compiled = training(make);
    const compiledNumbers = compiled.run(compile(compiled.step), 5);
    assert.deepEqual(compiledNumbers, eagerNumbers);
    assert.notEqual(eagerNumbers[0], eagerNumbers[2]);
    const states = [eager, compiled].map(({ model }) => model.stateDict());
    for (const [key, value] of Object.entries(states[0]!)) {
      assert.deepEqual(await states[1]![key]!.data(), await value.data(), key);
    }
  });

  test(`nothing is compiled again while the learning rate falls: ${name}`, () => {
    const { run, step } = training(make);
    run(step, 2);
    const eagerPrograms = compileCount();
    run(step, 4);
    assert.equal(compileCount(), eagerPrograms, "eager");
    const whole = compile(step);
    run(whole, 1);
    const programs = compileCount();
    run(whole, 4);
    assert.equal(compileCount(), programs, "compiled");
  });
}

test("a compiled forward pass notices train and eval", async () => {
  manualSeed(13);
  const model = new MnistCNN(sizes);
  const x = rand([4, 1, 4, 4]).detach();
  const forward = compile((images: Tensor) => model.forward(images));
  const inTraining = await forward(x).data();
  assert.notDeepEqual(await forward(x).data(), inTraining, "dropout draws anew");
  model.eval();
  const evaluated = await forward(x).data();
  assert.deepEqual(await forward(x).data(), evaluated);
  assert.deepEqual(await model.forward(x).data(), evaluated);
  model.train();
  assert.notDeepEqual(await forward(x).data(), evaluated);
});
