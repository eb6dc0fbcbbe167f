import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, ones, randn, type Tensor, tensor, zeros } from "../tensor/index.ts";
import * as nn from "./index.ts";
import type { Layer } from "./module.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

const mean = (x: Tensor) => x.mean().item();
const variance = (x: Tensor) => x.var().item();
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} for ${expected}`);

for (const [name, layer, shape] of [
  ["Dropout1d", new nn.Dropout1d(0.25), [40, 50, 3]],
  ["Dropout2d", new nn.Dropout2d(0.25), [40, 50, 3, 2]],
  ["Dropout3d", new nn.Dropout3d(0.25), [40, 50, 1, 3, 2]],
] as const) {
  test(`${name} drops channels whole, as many as it says, and keeps the mean`, () => {
    manualSeed(1);
    const y = layer.forward(ones(shape)).reshape([2000, -1]);
    assert.ok(y.eq(y.at(":", ":1")).all().item() === 1, "all elements of a channel are alike");
    const dropped = mean(y.at(":", 0).eq(0).cast("float32"));
    near(dropped, 0.25, 4 * Math.sqrt((0.25 * 0.75) / 2000));
    near(y.max().item(), 1 / 0.75, 1e-6);
    assert.throws(() => layer.forward(ones([4, 5])), /expected \[n, channels/);
  });
}

test("AlphaDropout keeps mean 0 and variance 1, for elements and for channels", () => {
  manualSeed(2);
  for (const layer of [new nn.AlphaDropout(0.3), new nn.FeatureAlphaDropout(0.3)]) {
    const y = layer.forward(randn([200, 200, 1]));
    near(mean(y), 0, 0.03);
    near(variance(y), 1, 0.03);
  }
  const channels = new nn.FeatureAlphaDropout(0.5).forward(ones([50, 2, 3])).reshape([100, 3]);
  assert.ok(channels.eq(channels.at(":", ":1")).all().item() === 1);
});

test("GaussianNoise adds what it says", () => {
  manualSeed(3);
  const noise = new nn.GaussianNoise(0.5).forward(ones([100, 100])).sub(1);
  near(mean(noise), 0, 4 * (0.5 / 100));
  near(variance(noise), 0.25, 0.02);
});

test("StochasticDepth drops whole examples, or the whole batch", () => {
  manualSeed(4);
  const rows = new nn.StochasticDepth(0.5).forward(ones([1000, 4]));
  assert.ok(rows.eq(rows.at(":", ":1")).all().item() === 1);
  near(mean(rows.at(":", 0)), 1, 0.2);
  const layer = new nn.StochasticDepth(0.5, "batch");
  const outcomes = new Set(Array.from({ length: 20 }, () => mean(layer.forward(ones([5, 2])))));
  assert.deepEqual([...outcomes].toSorted(), [0, 2]);
});

test("RReLU draws slopes between its bounds", () => {
  manualSeed(5);
  const y = new nn.RReLU({ lower: 0.1, upper: 0.3 }).forward(ones([1000]).neg()).neg();
  assert.ok(y.min().item() >= 0.1 && y.max().item() <= 0.3);
  near(mean(y), 0.2, 0.01);
});

test("everything passes in evaluation, and nothing with p = 1", () => {
  const x = ones([2, 3, 4]);
  for (const layer of [
    new nn.Dropout1d(1),
    new nn.AlphaDropout(1),
    new nn.FeatureAlphaDropout(1),
    new nn.StochasticDepth(1),
  ] as Layer[]) {
    assert.equal(layer.forward(x).sum().item(), 0);
    assert.equal(layer.eval().forward(x), x);
  }
  assert.throws(() => new nn.Dropout2d(1.5), /Dropout2d with p 1.5: expected a probability/);
  assert.throws(() => new nn.StochasticDepth(0.5, "column" as "row"), /mode "column"/);
});

test("gumbelSoftmax draws classes as often as their probabilities, one-hot where hard", () => {
  manualSeed(6);
  const logits = tensor([1, 0, -1], { requiresGrad: true });
  const drawn = nn.gumbelSoftmax(logits.expand([4000, 3]), { hard: true });
  const shares = drawn.mean({ axis: 0 });
  assert.ok(shares.allClose(logits.softmax(), { atol: 0.03 }));
  assert.ok(drawn.max({ axis: 1 }).allClose(ones([4000])));
  drawn
    .mul(tensor([1, 2, 3]))
    .mean()
    .backward();
  assert.ok(logits.grad!.abs().sum().item() > 0.01, "gradients flow through the draw");
  const soft = nn.gumbelSoftmax(zeros([4, 3]), { tau: 0.5 });
  assert.ok(soft.sum({ axis: 1 }).allClose(ones([4])));
  assert.throws(() => nn.gumbelSoftmax(zeros([3]), { tau: 0 }), /tau 0: expected a temperature/);
});
