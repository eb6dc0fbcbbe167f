import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, type Tensor, tensor } from "../tensor/index.ts";
import { AdaptiveLogSoftmaxWithLoss } from "./index.ts";
import type { LayerCase } from "./layer-cases.testing.ts";
import { assertClose, fixtures, restore, restoreAll, type StoredTensor, useTestDevice } from "./oracle.ts";

interface Case extends LayerCase {
  readonly arguments: ConstructorParameters<typeof AdaptiveLogSoftmaxWithLoss>;
  readonly target: StoredTensor;
  readonly loss: StoredTensor;
  readonly logProb: StoredTensor;
  readonly predicted: StoredTensor;
}

before(useTestDevice);

for (const stored of fixtures<Case>("adaptive-log-softmax")) {
  test(`AdaptiveLogSoftmaxWithLoss equals PyTorch, forwards and backwards: ${stored.name}`, async () => {
    const layer = new AdaptiveLogSoftmaxWithLoss(...stored.arguments);
    assert.deepEqual(Object.keys(layer.stateDict()).sort(), Object.keys(stored.state).sort());
    layer.loadStateDict(restoreAll(stored.state));
    const target = restore(stored.target, { dtype: "int32" });
    const factors = Float32Array.from(stored.output.data, (_, i) => (((7 * i) % 13) - 6) / 8);
    const step = compile((x: Tensor) => {
      const { output, loss } = layer.forward(x, target);
      output.mul(tensor(factors)).sum().backward();
      const gradients = layer.parameters().map((parameter) => parameter.grad);
      return { output, loss, byInput: x.grad, gradients, logProb: layer.logProb(x), best: layer.predict(x) };
    });
    const made = step(restore(stored.inputs[0]!, { requiresGrad: true }));
    await assertClose(made.output, stored.output, "the output");
    await assertClose(made.loss, stored.loss, "the loss");
    await assertClose(made.logProb, stored.logProb, "log P of all classes");
    await assertClose(made.best, stored.predicted, "the likeliest class");
    await assertClose(made.byInput, stored.inputGradients[0]!, "the gradient of the input");
    for (const [i, [name]] of layer.namedParameters().entries()) {
      await assertClose(made.gradients[i], stored.gradients[name]!, `the gradient of ${name}`);
    }
  });
}

test("cutoffs and targets that cannot be are refused", async () => {
  const make = (cutoffs: number[]) => new AdaptiveLogSoftmaxWithLoss(8, 12, cutoffs, { divValue: 2 });
  for (const cutoffs of [[], [0], [4, 4], [12], [2.5]]) assert.throws(() => make(cutoffs), /with cutoffs/);
  assert.throws(() => new AdaptiveLogSoftmaxWithLoss(8, 12, [4, 7]), /features of cluster 1/);
  const layer = make([4]);
  const x = tensor(new Float32Array(16)).reshape([2, 8]);
  assert.throws(() => layer.forward(x, tensor([1], { dtype: "int32" })), /targets of shape \[1\]/);
  const wrong = layer.forward(x, tensor([1, 12], { dtype: "int32" })).output;
  await assert.rejects(async () => wrong.data(), /the index 12/);
});
