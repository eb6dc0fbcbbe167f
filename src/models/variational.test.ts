import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, ones, rand, randn, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { ConditionalVAE, sampleCode, VAE } from "./index.ts";

before(useTestDevice);

const classes = (...labels: number[]): Tensor => tensor(labels, { dtype: "int32" });

test("VAE", () =>
  checkModule({
    make: () => new VAE({ inFeatures: 12, hidden: [7, 5], codeFeatures: 3 }),
    input: [5, 3, 4],
    output: [5, 12],
    parameters: {
      "encoder.layers.0.weight": [7, 12],
      "encoder.layers.0.bias": [7],
      "encoder.layers.1.weight": [5, 7],
      "encoder.layers.1.bias": [5],
      "encoder.layers.2.weight": [6, 5],
      "encoder.layers.2.bias": [6],
      "decoder.layers.0.weight": [5, 3],
      "decoder.layers.0.bias": [5],
      "decoder.layers.1.weight": [7, 5],
      "decoder.layers.1.bias": [7],
      "decoder.layers.2.weight": [12, 7],
      "decoder.layers.2.bias": [12],
    },
  }));

test("ConditionalVAE", () =>
  checkModule({
    make: () => new ConditionalVAE({ inFeatures: 12, hidden: [7], codeFeatures: 3, numClasses: 4 }),
    call: (model: ConditionalVAE, x) => model.forward(x, classes(0, 3, 1, 2, 3)),
    input: [5, 3, 4],
    output: [5, 12],
    parameters: {
      "encoder.layers.0.weight": [7, 16],
      "encoder.layers.0.bias": [7],
      "encoder.layers.1.weight": [6, 7],
      "encoder.layers.1.bias": [6],
      "decoder.layers.0.weight": [7, 7],
      "decoder.layers.0.bias": [7],
      "decoder.layers.1.weight": [12, 7],
      "decoder.layers.1.bias": [12],
    },
  }));

test("the variational autoencoders are as large as they say, and go through their mean codes", () => {
  assert.equal(new VAE().numParameters, 1_316_824);
  assert.equal(new ConditionalVAE().numParameters, 1_326_824);
  const [pictures, labels] = [rand([3, 1, 28, 28]), classes(1, 2, 3)];
  const [model, told] = [new VAE(), new ConditionalVAE()];
  const code = model.encode(pictures).mean;
  assert.ok(model.forward(pictures).allClose(model.decode(code).sigmoid(), { atol: 1e-6 }));
  const given = told.encode(pictures, labels).mean;
  assert.ok(told.forward(pictures, labels).allClose(told.decode(given, labels).sigmoid(), { atol: 1e-6 }));
});

test("a conditional one hears of the class on both sides", () => {
  const model = new ConditionalVAE({ inFeatures: 4, hidden: [8], codeFeatures: 2 });
  const [x, code] = [rand([1, 4]), randn([1, 2])];
  const [one, two] = [classes(1), classes(2)];
  assert.ok(!model.encode(x, one).mean.allClose(model.encode(x, two).mean));
  assert.ok(!model.decode(code, one).allClose(model.decode(code, two)));
});

test("codes are drawn with the mean and the variance that are given, and pass gradients on to both", () => {
  manualSeed(4);
  const mean = tensor([[1, -2]]).expand([40_000, 2]);
  const logVariance = tensor([[0, Math.log(9)]]).expand([40_000, 2]);
  const drawn = sampleCode({ mean, logVariance });
  // The deviation of a mean of 40,000 numbers is 0.005 and 0.015, that of their deviations 0.0035 and 0.011.
  assert.ok(drawn.mean({ axis: 0 }).allClose(tensor([1, -2]), { atol: 0.06 }));
  assert.ok(drawn.std({ axis: 0 }).allClose(tensor([1, 3]), { atol: 0.05 }));

  const [m, v] = [zeros([1, 3]), ones([1, 3]).mul(0.4).detach()];
  m.requiresGrad = true;
  v.requiresGrad = true;
  const code = sampleCode({ mean: m, logVariance: v });
  code.sum().backward();
  assert.deepEqual(m.grad!.toArray(), [[1, 1, 1]]);
  assert.ok(v.grad!.allClose(code.detach().mul(0.5), { atol: 1e-6 }), "d(e^(v/2) ε)/dv is half of it");
});
