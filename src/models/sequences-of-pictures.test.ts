import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, rand } from "../tensor/index.ts";
import { C3D, CnnLstm, MoEClassifier } from "./index.ts";

before(useTestDevice);

test("C3D", async () => {
  const clip = [4, 8, 8] as const;
  await checkModule({
    make: () => new C3D({ clip, channels: [2, 2, 3], hidden: 4, dropout: 0.1, numOutputs: 3 }),
    constant: [1, 2, 3].flatMap((i) => [`norm${i}.weight`, `norm${i}.bias`]),
    input: [2, 1, ...clip],
    output: [2, 3],
    parameters: {
      "conv1.weight": [2, 1, 3, 3, 3],
      "norm1.weight": [2],
      "norm1.bias": [2],
      "conv2.weight": [2, 2, 3, 3, 3],
      "norm2.weight": [2],
      "norm2.bias": [2],
      "conv3.weight": [3, 2, 3, 3, 3],
      "norm3.weight": [3],
      "norm3.bias": [3],
      "fc6.weight": [4, 3],
      "fc6.bias": [4],
      "fc7.weight": [3, 4],
      "fc7.bias": [3],
    },
  });
  assert.throws(() => new C3D({ clip: [6, 32, 32], numOutputs: 2 }), /clips of 6 × 32 × 32/);
});

test("CnnLstm", async () => {
  await checkModule({
    make: () => new CnnLstm({ imageSize: 8, channels: [2, 2, 3], features: 5, hidden: 4, numOutputs: 3 }),
    constant: [1, 2, 3].flatMap((i) => [`norm${i}.weight`, `norm${i}.bias`]),
    input: [2, 1, 3, 8, 8],
    output: [2, 3],
    parameters: {
      "conv1.weight": [2, 1, 3, 3],
      "norm1.weight": [2],
      "norm1.bias": [2],
      "conv2.weight": [2, 2, 3, 3],
      "norm2.weight": [2],
      "norm2.bias": [2],
      "conv3.weight": [3, 2, 3, 3],
      "norm3.weight": [3],
      "norm3.bias": [3],
      "fc.weight": [5, 3],
      "fc.bias": [5],
      "lstm.weight_ih_l0": [16, 5],
      "lstm.weight_hh_l0": [16, 4],
      "lstm.bias_ih_l0": [16],
      "lstm.bias_hh_l0": [16],
      "output.weight": [3, 4],
      "output.bias": [3],
    },
  });
  assert.throws(
    () => new CnnLstm({ imageSize: 28, numOutputs: 2 }),
    /28 × 28: expected a positive multiple of 8/,
  );
});

test("the order of frames matters to C3D and to CnnLstm", () => {
  manualSeed(3);
  const x = rand([1, 1, 4, 8, 8]);
  const backwards = x.flip([2]);
  const c3d = new C3D({ clip: [4, 8, 8], numOutputs: 2 });
  for (const model of [c3d, new CnnLstm({ imageSize: 8, numOutputs: 2 })]) {
    model.eval();
    assert.ok(!model.forward(backwards).allClose(model.forward(x), { rtol: 1e-6, atol: 1e-7 }));
  }
});

test("MoEClassifier gives each example to topK experts", async () => {
  const make = () =>
    new MoEClassifier({ inFeatures: 6, features: 4, hidden: 3, numExperts: 3, topK: 2, numClasses: 2 });
  const expert = (i: number) => ({
    [`experts.experts.${i}.0.weight`]: [3, 4],
    [`experts.experts.${i}.0.bias`]: [3],
    [`experts.experts.${i}.2.weight`]: [4, 3],
    [`experts.experts.${i}.2.bias`]: [4],
  });
  await checkModule({
    make,
    input: [9, 2, 3],
    output: [9, 2],
    parameters: {
      "embedding.weight": [4, 6],
      "embedding.bias": [4],
      "experts.gate.weight": [3, 4],
      ...expert(0),
      ...expert(1),
      ...expert(2),
      "output.weight": [2, 4],
      "output.bias": [2],
    },
  });
  manualSeed(4);
  const shares = make().gateShares(rand([5, 6]));
  assert.deepEqual(shares.gt(0).cast("float32").sum({ axis: 1 }).toArray(), [2, 2, 2, 2, 2]);
});
