import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { before, test } from "node:test";
import { manualSeed, rand, randn, type Tensor, tensor } from "../tensor/index.ts";
import { functionPairs } from "./function-pairs.testing.ts";
import * as nn from "./index.ts";
import { fixtures, useTestDevice } from "./oracle.ts";

before(useTestDevice);

/** What computes nothing of a tensor that has a gradient, and why. */
const withoutGradient: Readonly<Record<string, string>> = {
  Module: "is extended",
  ModuleList: "holds modules",
  ModuleDict: "holds modules",
  KeyValueCache: "keeps what was computed",
  alibiBias: "makes constants of two integers",
  summary: "writes a table",
};

/** What came of y = of(x) and backward from Σ cotangent · y, element by element. */
interface Pass {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly cotangent: readonly number[];
  readonly gradient: readonly number[];
}

const shape = [6, 4, 3];
const numbers = (x: Tensor): number[] => [...(x.dataSync() as Float32Array)];

function pass(of: (x: Tensor) => Tensor, seed: number): Pass {
  manualSeed(seed);
  const x = randn(shape).detach();
  x.requiresGrad = true;
  const cotangent = randn(shape).detach();
  const y = of(x);
  y.mul(cotangent).sum().backward();
  return { x: numbers(x), y: numbers(y), cotangent: numbers(cotangent), gradient: numbers(x.grad!) };
}

function assertNear(actual: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const off = Math.abs(actual[i]! - value);
    assert.ok(
      off <= 1e-4 * Math.max(1, Math.abs(value)),
      `${what} at ${i}: got ${actual[i]}, expected ${value}`,
    );
  }
}

/** Where each element is multiplied by a number that was drawn, that number is y / x. */
function checkScaled(make: () => nn.Layer): void {
  for (const seed of [1, 2, 3]) {
    const { x, y, cotangent, gradient } = pass((x) => make().forward(x), seed);
    const expected = y.map((value, i) => (value / x[i]!) * cotangent[i]!);
    assertNear(gradient, expected, "the gradient");
    assert.ok(
      y.some((value, i) => value !== x[i]),
      "something was drawn",
    );
  }
}

/** Alpha dropout is a · x + b where x was kept, and a · least + b, without a gradient, elsewhere. */
function checkAlphaDropout(make: (p: number) => nn.Layer): void {
  const least = -1.7580993408473766;
  for (const [seed, p] of [0.2, 0.5].entries()) {
    const { x, y, cotangent, gradient } = pass((x) => make(p).forward(x), seed);
    const a = 1 / Math.sqrt((1 - p) * (1 + p * least ** 2));
    const b = -a * p * least;
    const kept = y.map((value) => Math.abs(value - (a * least + b)) > 1e-5);
    assertNear(
      y,
      x.map((value, i) => a * (kept[i] ? value : least) + b),
      "the output",
    );
    assertNear(
      gradient,
      cotangent.map((value, i) => (kept[i] ? a * value : 0)),
      "the gradient",
    );
    assert.ok(kept.includes(true) && kept.includes(false));
  }
}

/** dΣ c · softmax(z / τ) / dz = y · (c − Σ y · c) / τ, over each row. */
function checkGumbelSoftmax(): void {
  for (const tau of [1, 0.5]) {
    const soft = pass((x) => nn.gumbelSoftmax(x, { tau }), 4);
    const hard = pass((x) => nn.gumbelSoftmax(x, { tau, hard: true }), 4);
    const expected = soft.y.map((value, i) => {
      const row = Math.floor(i / 3) * 3;
      const mean = [0, 1, 2].reduce((sum, k) => sum + soft.y[row + k]! * soft.cotangent[row + k]!, 0);
      return (value * (soft.cotangent[i]! - mean)) / tau;
    });
    assertNear(soft.gradient, expected, "the gradient");
    assertNear(hard.gradient, expected, "the gradient of a hard draw, which is the soft one's");
  }
}

/** The output's gradient reaches x as it is, that of codes through the loss. */
function checkVectorQuantizer(): void {
  for (const beta of [0.25, 2]) {
    manualSeed(5);
    const layer = new nn.VectorQuantizer(5, 3, { beta });
    let codes: number[] = [];
    const { x, cotangent, gradient } = pass((x) => {
      const { output, loss } = layer.quantize(x);
      codes = numbers(output);
      return output.add(loss.mul(0.5));
    }, 6);
    // The loss is in every element: its share is Σ cotangent.
    const share = 0.5 * cotangent.reduce((sum, value) => sum + value, 0);
    const expected = x.map((value, i) => cotangent[i]! + (share * beta * 2 * (value - codes[i]!)) / x.length);
    assertNear(gradient, expected, "the gradient of x");
    const table = numbers(layer.weight);
    const sums = new Array<number>(table.length).fill(0);
    for (let row = 0; row < x.length; row += 3) {
      const code = [0, 1, 2, 3, 4].find((k) =>
        [0, 1, 2].every((j) => Math.abs(codes[row + j]! - table[3 * k + j]!) < 1e-6),
      );
      for (let j = 0; j < 3; j++)
        sums[3 * code! + j]! += (share * 2 * (codes[row + j]! - x[row + j]!)) / x.length;
    }
    assertNear(numbers(layer.weight.grad!), sums, "the gradient of the codes");
  }
}

/** The steps are what the cells compute, and these equal PyTorch: gradients of the input, the state and a weight. */
function checkStep(
  cell: nn.RNNCell | nn.GRUCell | nn.LSTMCell,
  step: (x: Tensor, hidden: Tensor, weights: nn.RecurrentWeights) => Tensor,
  forward: (x: Tensor, hidden: Tensor) => Tensor,
): void {
  const weights = {
    weightIh: cell.weight_ih,
    weightHh: cell.weight_hh,
    biasIh: cell.bias_ih,
    biasHh: cell.bias_hh,
  };
  const found = [(x: Tensor, h: Tensor) => step(x, h, weights), forward].map((of) => {
    manualSeed(7);
    const [x, hidden] = [rand([5, 3]).detach(), rand([5, 4]).detach()];
    for (const each of [x, hidden]) each.requiresGrad = true;
    cell.zeroGrad();
    const y = of(x, hidden);
    y.mul(y).sum().backward();
    return [y, x.grad!, hidden.grad!, cell.weight_ih.grad!].map(numbers);
  });
  assert.deepEqual(found[0], found[1]);
}

/** What no other program computed for a fixture: drawn layers, and functions that are a layer's. */
const closedForms: Readonly<Record<string, () => void>> = {
  Dropout: () => checkScaled(() => new nn.Dropout(0.4)),
  Dropout1d: () => checkScaled(() => new nn.Dropout1d(0.4)),
  Dropout2d: () => checkScaled(() => unsqueezed(new nn.Dropout2d(0.4), 3)),
  Dropout3d: () => checkScaled(() => unsqueezed(new nn.Dropout3d(0.4), 3, 3)),
  StochasticDepth: () => checkScaled(() => new nn.StochasticDepth(0.4)),
  RReLU: () => checkScaled(() => new nn.RReLU({ lower: 0.1, upper: 0.6 })),
  GaussianNoise: () => {
    const { x, y, cotangent, gradient } = pass((x) => new nn.GaussianNoise(0.5).forward(x), 8);
    assertNear(gradient, cotangent, "the gradient");
    assert.ok(y.every((value, i) => value !== x[i]));
  },
  AlphaDropout: () => checkAlphaDropout((p) => new nn.AlphaDropout(p)),
  FeatureAlphaDropout: () => checkAlphaDropout((p) => new nn.FeatureAlphaDropout(p)),
  gumbelSoftmax: checkGumbelSoftmax,
  VectorQuantizer: checkVectorQuantizer,
  rnnStep: () => {
    const cell = new nn.RNNCell(3, 4);
    checkStep(
      cell,
      (x, h, weights) => nn.rnnStep(x, h, weights, "tanh"),
      (x, h) => cell.forward(x, h),
    );
  },
  gruStep: () => {
    const cell = new nn.GRUCell(3, 4);
    checkStep(cell, nn.gruStep, (x, h) => cell.forward(x, h));
  },
  lstmStep: () => {
    const cell = new nn.LSTMCell(3, 4);
    const both = ({ hidden, cell }: nn.LSTMState) => hidden.add(cell);
    checkStep(
      cell,
      (x, h, weights) => both(nn.lstmStep(x, { hidden: h, cell: h }, weights)),
      (x, h) => both(cell.forward(x, { hidden: h, cell: h })),
    );
  },
  embedding: () => {
    manualSeed(9);
    const layer = new nn.Embedding(5, 3);
    const indices = tensor([0, 3, 3, 4], { dtype: "int32" });
    const [first, second] = [layer.forward(indices), nn.embedding(layer.weight, indices)].map((y) => {
      layer.zeroGrad();
      y.mul(y).sum().backward();
      return [numbers(y), numbers(layer.weight.grad!)];
    });
    assert.deepEqual(second, first);
  },
};

/** A layer of images or volumes, given tensors with more axes. */
function unsqueezed(layer: nn.Layer, ...axes: readonly number[]): nn.Layer {
  class Unsqueezed extends nn.Module {
    forward(x: Tensor): Tensor {
      return layer.forward(axes.reduce((x, axis) => x.unsqueeze(axis), x)).reshape(x.shape);
    }
  }
  return new Unsqueezed();
}

for (const [name, check] of Object.entries(closedForms)) {
  test(`the gradient of ${name} is its closed form, or that of the layer of which it is a part`, check);
}

/** How many configurations of each layer have outputs and gradients that another program computed. */
function configurations(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of readdirSync("test/fixtures")) {
    const cases = fixtures<Readonly<Record<string, unknown>>>(file.replace(/\.json$/, ""));
    if (!Array.isArray(cases)) continue;
    for (const { layer, ...stored } of cases) {
      if (typeof layer !== "string" || !/gradient/i.test(JSON.stringify(stored))) continue;
      counts.set(layer, (counts.get(layer) ?? 0) + 1);
    }
  }
  return counts;
}

test("each layer and activation that is exported has its gradients compared in two configurations or more", () => {
  const counts = configurations();
  const proved = (name: string) =>
    (counts.get(name) ?? 0) >= 2 ||
    Object.hasOwn(functionPairs, name) ||
    Object.hasOwn(closedForms, name) ||
    Object.hasOwn(withoutGradient, name);
  const exported = Object.entries(nn)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  assert.deepEqual(
    exported.filter((name) => !proved(name)),
    [],
    "add cases to tools/fixtures/configurations.py, or a closed form above",
  );
  const named = [...Object.keys(withoutGradient), ...Object.keys(closedForms), ...Object.keys(functionPairs)];
  assert.deepEqual(
    named.filter((name) => !exported.includes(name) || (counts.get(name) ?? 0) >= 2),
    [],
    "names of what is not there, or has fixtures",
  );
});
