import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, rand, tensor } from "../tensor/index.ts";
import { Autoencoder, ConvAutoencoder, KSparseAutoencoder } from "./index.ts";

before(useTestDevice);

test("Autoencoder", () =>
  checkModule({
    make: () => new Autoencoder({ inFeatures: 12, hidden: [7, 5], codeFeatures: 3 }),
    input: [5, 3, 4],
    output: [5, 12],
    parameters: {
      "encoder.0.weight": [7, 12],
      "encoder.0.bias": [7],
      "encoder.1.weight": [5, 7],
      "encoder.1.bias": [5],
      "encoder.2.weight": [3, 5],
      "encoder.2.bias": [3],
      "decoder.0.weight": [5, 3],
      "decoder.0.bias": [5],
      "decoder.1.weight": [7, 5],
      "decoder.1.bias": [7],
      "decoder.2.weight": [12, 7],
      "decoder.2.bias": [12],
    },
  }));

test("ConvAutoencoder", () =>
  checkModule({
    make: () => new ConvAutoencoder({ imageSize: 8, channels: [3, 4], codeFeatures: 5 }),
    input: [2, 1, 8, 8],
    output: [2, 1, 8, 8],
    parameters: {
      "conv1.weight": [3, 1, 3, 3],
      "conv1.bias": [3],
      "conv2.weight": [4, 3, 3, 3],
      "conv2.bias": [4],
      "toCode.weight": [5, 16],
      "toCode.bias": [5],
      "fromCode.weight": [16, 5],
      "fromCode.bias": [16],
      "deconv1.weight": [4, 3, 4, 4],
      "deconv1.bias": [3],
      "deconv2.weight": [3, 1, 4, 4],
      "deconv2.bias": [1],
    },
  }));

test("KSparseAutoencoder", () =>
  checkModule({
    make: () => new KSparseAutoencoder({ inFeatures: 12, units: 9, active: 4 }),
    input: [5, 3, 4],
    output: [5, 12],
    constant: ["bias", "outputBias"],
    parameters: { weight: [9, 12], bias: [9], outputBias: [12] },
  }));

test("the autoencoders are as large as their papers say, and go through their codes", () => {
  // Hinton and Salakhutdinov: 784-1000-500-250-30 and back.
  assert.equal(new Autoencoder().numParameters, 2_837_314);
  assert.equal(new ConvAutoencoder().numParameters, 115_217);
  const pictures = rand([3, 1, 28, 28]);
  for (const model of [new Autoencoder(), new ConvAutoencoder(), new KSparseAutoencoder()]) {
    assert.deepEqual(model.forward(pictures).toArray(), model.decode(model.encode(pictures)).toArray());
    assert.equal(model.features(pictures).shape[0], 3);
  }
});

test("a k-sparse autoencoder uses the k units that are greatest, and decodes with the same weights", () => {
  manualSeed(3);
  const model = new KSparseAutoencoder({ inFeatures: 2, units: 4, active: 2 });
  model.weight.assign(
    tensor([
      [1, 0],
      [0, 1],
      [-1, 0],
      [1, 1],
    ]),
  );
  model.outputBias.assign(tensor([0.5, 0]));
  // By hand: W · (3, 1) = (3, 1, −3, 4), of which 3 and 4 stay; 3 · (1, 0) + 4 · (1, 1) + (0.5, 0).
  assert.deepEqual(model.encode(tensor([[3, 1]])).toArray(), [[3, 0, 0, 4]]);
  assert.deepEqual(model.forward(tensor([[3, 1]])).toArray(), [[7.5, 4]]);
  assert.throws(() => new KSparseAutoencoder({ units: 3, active: 4 }), /4 of 3 units active/);
  assert.throws(() => new ConvAutoencoder({ imageSize: 30 }), /multiple of 4/);
});
