import assert from "node:assert/strict";
import { before, test } from "node:test";
import { crossEntropy } from "../losses/index.ts";
import { checkModule } from "../nn/contract.ts";
import type { Layer } from "../nn/index.ts";
import {
  assertClose,
  fixtures,
  restore,
  restoreAll,
  type StoredTensor,
  useTestDevice,
} from "../nn/oracle.ts";
import { Adam, AdamW, type Optimizer, SGD } from "../optim/index.ts";
import type { Parameter } from "../tensor/index.ts";
import { MLP, MnistCNN } from "./index.ts";

interface Case {
  readonly name: string;
  readonly model: keyof typeof models;
  readonly options: object;
  readonly optimizer: keyof typeof optimizers;
  readonly optimizerOptions: object;
  readonly initial: Readonly<Record<string, StoredTensor>>;
  readonly input: StoredTensor;
  readonly labels: StoredTensor;
  readonly logits: StoredTensor;
  readonly losses: readonly number[];
  readonly final: Readonly<Record<string, StoredTensor>>;
}

const models = {
  MLP: (options: object): Layer => new MLP(options),
  MnistCNN: (options: object): Layer => new MnistCNN(options),
};
const optimizers = {
  SGD: (parameters: Parameter[], options: object): Optimizer => new SGD(parameters, options),
  Adam: (parameters: Parameter[], options: object): Optimizer => new Adam(parameters, options),
  AdamW: (parameters: Parameter[], options: object): Optimizer => new AdamW(parameters, options),
};

before(useTestDevice);

for (const stored of fixtures<Case>("models")) {
  test(`training goes as in PyTorch, step by step: ${stored.name}`, async () => {
    const model = models[stored.model](stored.options);
    model.loadStateDict(restoreAll(stored.initial));
    const x = restore(stored.input);
    const labels = restore(stored.labels, { dtype: "int32" });
    await assertClose(model.forward(x), stored.logits, "the logits before training");

    const optimizer = optimizers[stored.optimizer](model.parameters(), stored.optimizerOptions);
    for (const [step, expected] of stored.losses.entries()) {
      optimizer.zeroGrad();
      const loss = crossEntropy(model.forward(x), labels);
      loss.backward();
      optimizer.step();
      await assertClose(loss, { shape: [], data: [expected] }, `the loss of step ${step + 1}`);
    }
    for (const [name, parameter] of model.namedParameters()) {
      // Adam divides a gradient by its own size, so rounding in a gradient near 0 moves its parameter by more.
      await assertClose(parameter, stored.final[name]!, name, 5e-5);
    }
  });
}

test("MLP", () =>
  checkModule({
    make: () => new MLP({ inFeatures: 12, hidden: [7, 6], numClasses: 3 }),
    input: [5, 3, 4],
    output: [5, 3],
    parameters: {
      "layers.0.weight": [7, 12],
      "layers.0.bias": [7],
      "layers.1.weight": [6, 7],
      "layers.1.bias": [6],
      "layers.2.weight": [3, 6],
      "layers.2.bias": [3],
    },
  }));

test("MnistCNN", () =>
  checkModule({
    make: () => new MnistCNN({ imageSize: 8, channels: [3, 4], hidden: 6, numClasses: 5 }),
    input: [3, 1, 8, 8],
    output: [3, 5],
    parameters: {
      "conv1.weight": [3, 1, 3, 3],
      "conv1.bias": [3],
      "conv2.weight": [4, 3, 3, 3],
      "conv2.bias": [4],
      "dense1.weight": [6, 16],
      "dense1.bias": [6],
      "dense2.weight": [5, 6],
      "dense2.bias": [5],
    },
  }));

test("the default sizes are those that the documentation names", () => {
  assert.equal(new MLP().numParameters, 784 * 128 + 128 + 128 * 10 + 10);
  assert.equal(new MnistCNN().numParameters, 421_642);
});

test("MnistCNN names image sizes that it cannot halve twice", () => {
  assert.throws(() => new MnistCNN({ imageSize: 30 }), /30 × 30: expected a positive multiple of 4/);
});
