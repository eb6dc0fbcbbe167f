import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, rand, zeros } from "../tensor/index.ts";
import { AlexNet, LeNet5, ResNetCifar, TripletNetwork, UNet, VGG, VisionTransformer } from "./index.ts";

before(useTestDevice);

const shapes = (module: { namedParameters(): [string, { readonly shape: readonly number[] }][] }) =>
  Object.fromEntries(module.namedParameters().map(([name, { shape }]) => [name, shape]));

test("LeNet5 has the paper's layers, connections and parameters", () => {
  const model = new LeNet5();
  const count = (...parts: { readonly numParameters: number }[]): number[] =>
    parts.map(({ numParameters }) => numParameters);
  // Section II.B: C1 156, S2 12, S4 32, C5 48,120, F6 10,164.
  assert.deepEqual(count(model.c1, model.s2, model.s4, model.c5, model.f6), [156, 12, 32, 48_120, 10_164]);
  const used = 25 * model.table.sum().item() + 16;
  assert.equal(used, 1516, "C3 has 1,516 trainable parameters");
  assert.equal(model.numParameters - model.c3.numParameters + used, 60_850);
  const names = model.namedParameters().map(([name]) => name);
  assert.deepEqual(
    names,
    ["c1", "s2", "c3", "s4", "c5", "f6", "output"].flatMap((layer) =>
      [layer.startsWith("s") ? "coefficient" : "weight", "bias"].map((name) => `${layer}.${name}`),
    ),
  );
  const logits = model.forward(rand([1, 1, 28, 28]));
  assert.deepEqual(logits.shape, [1, 10]);
  logits.pow(2).sum().backward();
  for (const [name, { grad }] of model.namedParameters()) assert.ok(grad!.abs().sum().item() > 0, name);
});

test("kernels of C3 that the table leaves out change nothing", () => {
  manualSeed(1);
  const model = new LeNet5();
  const x = rand([1, 1, 28, 28]);
  const before = model.forward(x).detach();
  const { c3, table } = model;
  c3.weight.assign(c3.weight.add(table.eq(0).cast("float32").mul(5)).detach());
  assert.ok(model.forward(x).allClose(before));
});

test("AlexNet has the paper's groups, and a gradient reaches all of it", () => {
  const make = () => new AlexNet({ channels: [2, 4, 6, 6, 4], hidden: 8, numClasses: 3 });
  const model = make();
  assert.deepEqual(shapes(model), {
    "conv1.weight": [2, 3, 5, 5],
    "conv1.bias": [2],
    "conv2.weight": [4, 1, 5, 5],
    "conv2.bias": [4],
    "conv3.weight": [6, 4, 3, 3],
    "conv3.bias": [6],
    "conv4.weight": [6, 3, 3, 3],
    "conv4.bias": [6],
    "conv5.weight": [4, 3, 3, 3],
    "conv5.bias": [4],
    "fc6.weight": [8, 64],
    "fc6.bias": [8],
    "fc7.weight": [8, 8],
    "fc7.bias": [8],
    "fc8.weight": [3, 8],
    "fc8.bias": [3],
  });
  const logits = model.eval().forward(rand([2, 3, 32, 32]));
  assert.deepEqual(logits.shape, [2, 3]);
  logits.pow(2).sum().backward();
  for (const [name, { grad }] of model.namedParameters()) assert.ok(grad!.abs().sum().item() > 0, name);
});

test("ResNetCifar has the paper's depths and parameters", async () => {
  // Table 6: 0.27, 0.46 and 0.66 million.
  const counts = [3, 5, 7].map((n) => new ResNetCifar({ n }).numParameters);
  assert.deepEqual(counts, [269_722, 464_154, 658_586]);
  assert.equal(new ResNetCifar().blocks.length * 2 + 2, 20);
  const small = () => new ResNetCifar({ n: 1, width: 2, numClasses: 3 });
  const parameters = shapes(small());
  assert.deepEqual(parameters["blocks.1.conv1.weight"], [4, 2, 3, 3]);
  const constant = Object.keys(parameters).filter((name) => name.includes("norm"));
  await checkModule({ make: small, input: [3, 3, 8, 8], output: [3, 3], constant, parameters });
});

test("a ResNet's block whose convolutions are zero is its shortcut: every second place, and zeros for new maps", () => {
  const block = new ResNetCifar({ n: 1, width: 2 }).blocks[1]!;
  block.norm2.eval();
  for (const parameter of block.norm2.parameters()) parameter.assign(zeros(parameter.shape));
  const x = rand([1, 2, 4, 4]);
  const y = block.forward(x);
  assert.deepEqual(y.shape, [1, 4, 2, 2]);
  assert.ok(y.at(":", "0:2").allClose(x.at(":", ":", "::2", "::2")));
  assert.equal(y.at(":", "2:").abs().sum().item(), 0);
});

test("VGG", async () => {
  const make = () => new VGG({ imageSize: 9, stages: [[2, 3], [4]], hidden: 5, dropout: 0.1, numClasses: 3 });
  await checkModule({
    make,
    input: [4, 1, 9, 9],
    output: [4, 3],
    constant: ["norms.0.0", "norms.0.1", "norms.1.0"].flatMap((name) => [`${name}.weight`, `${name}.bias`]),
    parameters: {
      "convolutions.0.0.weight": [2, 1, 3, 3],
      "convolutions.0.1.weight": [3, 2, 3, 3],
      "convolutions.1.0.weight": [4, 3, 3, 3],
      "norms.0.0.weight": [2],
      "norms.0.0.bias": [2],
      "norms.0.1.weight": [3],
      "norms.0.1.bias": [3],
      "norms.1.0.weight": [4],
      "norms.1.0.bias": [4],
      "dense.weight": [5, 16],
      "dense.bias": [5],
      "output.weight": [3, 5],
      "output.bias": [3],
    },
  });
  assert.throws(() => new VGG({ imageSize: 4, stages: [[1], [1], [1]] }), /no more stages than/);
});

test("VisionTransformer", async () => {
  const options = { imageSize: 6, patchSize: 3, dim: 4, numLayers: 1, numHeads: 2, dimFeedforward: 6 };
  const make = () => new VisionTransformer({ ...options, numClasses: 3 });
  const parameters = shapes(make());
  assert.deepEqual(parameters["positions.weight"], [5, 4], "a position a patch and one for the class token");
  const constant = Object.keys(parameters).filter((name) =>
    /classToken|norm|in_proj_bias|out_proj.bias/.test(name),
  );
  await checkModule({ make, input: [2, 1, 6, 6], output: [2, 3], constant, parameters });
  assert.throws(() => new VisionTransformer({ imageSize: 28, patchSize: 8 }), /28 × 28 in patches of 8 × 8/);
});

test("a vision transformer without positions does not know where a patch lies", () => {
  manualSeed(2);
  const model = new VisionTransformer({ imageSize: 4, patchSize: 2, dim: 8, numLayers: 1, numHeads: 2 });
  const x = rand([1, 1, 4, 4]);
  const swapped = x.at(":", ":", [2, 3, 0, 1]); // the upper and the lower row of patches
  assert.ok(!model.forward(swapped).allClose(model.forward(x), { rtol: 1e-6, atol: 1e-7 }));
  model.positions.weight.assign(zeros(model.positions.weight.shape));
  assert.ok(model.forward(swapped).allClose(model.forward(x), { rtol: 1e-4, atol: 1e-5 }));
});

test("TripletNetwork embeds on a sphere", async () => {
  const make = () => new TripletNetwork({ channels: [2, 3], embedding: 4 });
  await checkModule({
    make,
    input: [3, 1, 28, 28],
    output: [3, 4],
    parameters: {
      "conv1.weight": [2, 1, 5, 5],
      "conv1.bias": [2],
      "conv2.weight": [3, 2, 5, 5],
      "conv2.bias": [3],
      "output.weight": [4, 48],
      "output.bias": [4],
    },
  });
  const lengths = make()
    .forward(rand([3, 1, 28, 28]))
    .pow(2)
    .sum({ axis: 1 });
  assert.ok(lengths.allClose(lengths.mul(0).add(1), { atol: 1e-4 }));
});

test("UNet", async () => {
  const make = () => new UNet({ inChannels: 2, channels: [2, 3], outChannels: 2 });
  const parameters = shapes(make());
  assert.deepEqual(parameters["up.0.conv1.weight"], [2, 4, 3, 3], "what comes up and what is handed over");
  const constant = Object.keys(parameters).filter((name) => name.includes("norm"));
  await checkModule({ make, input: [2, 2, 6, 8], output: [2, 2, 6, 8], constant, parameters });
  assert.throws(() => new UNet({ channels: [4] }), /a UNet of 1 levels: expected two or more/);
  // By hand: 9 weights a pair of maps, 4 where they rise, two numbers a normalised map.
  const wide = new UNet({ channels: [8, 16] });
  const [top, bottom, rise, up] = [9 * (8 + 64) + 32, 9 * (128 + 256) + 64, 4 * 128 + 8, 9 * (128 + 64) + 32];
  assert.equal(wide.numParameters, top + bottom + rise + up + 9);
});
