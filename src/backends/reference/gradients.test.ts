import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../autodiff/gradients.ts";
import { Random } from "../../base/random.ts";
import { type Graph, input, type Value } from "../../graph/node.ts";
import {
  abs,
  avgPool,
  clamp,
  conv,
  crossEntropy,
  dropout,
  dynamicSlice,
  dynamicUpdate,
  gelu,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool,
  mean,
  min,
  minimum,
  mod,
  opNames,
  prod,
  relu,
  sigmoid,
  softmax,
  tril,
  variance,
} from "../../ops/index.ts";
import { sampleData, sampleGraph } from "../../ops/testing.ts";
import { checkDerivatives } from "./check-derivatives.ts";
import { interpretGraph } from "./interpret.ts";

/** The gradient is not the derivative, on purpose. */
const cutting = new Set(["stopGradient"]);

for (const [i, name] of opNames.entries()) {
  if (cutting.has(name)) continue;
  test(`first and second derivatives of ${name} are its central differences`, () => {
    const random = new Random(100 + i);
    for (let round = 0; round < 24; round++) {
      const { graph, inputs } = sampleGraph(name, random);
      checkDerivatives(graph, inputs, random, 2, `${name}, sample ${round}`);
    }
  });
}

const float = (...shape: number[]) => input({ shape, dtype: "float32" });
const int = (...shape: number[]) => input({ shape, dtype: "int32" });

/** Graphs from float inputs of the shapes; int32 inputs are drawn from 0 … 4. */
const composites: Record<string, () => { inputs: Value[]; output: Value }> = {
  relu: () => unary(relu, 3, 17),
  sigmoid: () => unary(sigmoid, 3, 17),
  gelu: () => unary((x) => gelu(x), 3, 17),
  "gelu by its tanh form": () => unary((x) => gelu(x, { approximate: "tanh" }), 3, 17),
  clamp: () => unary((x) => clamp(x, { min: -1.1, max: 0.7 }), 3, 17),
  softmax: () => unary((x) => softmax(x), 3, 17),
  "softmax of an inner axis": () => unary((x) => softmax(x, { axis: 1 }), 2, 5, 3),
  logSoftmax: () => unary((x) => logSoftmax(x, { axis: 0 }), 5, 3),
  logSumExp: () => unary((x) => logSumExp(x, { axes: [0, 2] }), 2, 5, 3),
  mean: () => unary((x) => mean(x, { axes: [1], keepDims: true }), 2, 5, 3),
  variance: () => unary((x) => variance(x, { axes: [0, 2], correction: 1 }), 2, 5, 3),
  "maxPool in tiles": () => unary((x) => maxPool(x, { size: 2 }), 2, 3, 4, 6),
  "maxPool overlapping": () => unary((x) => maxPool(x, { size: 3, stride: 2, padding: 1 }), 2, 3, 7, 6),
  "avgPool in tiles": () => unary((x) => avgPool(x, { size: [2, 3] }), 2, 3, 4, 6),
  "avgPool overlapping": () => unary((x) => avgPool(x, { size: 3, stride: 1, padding: 1 }), 2, 3, 5),
  "padded, strided, grouped conv": () => {
    const [x, w] = [float(2, 4, 9, 8), float(6, 2, 3, 2)];
    return {
      inputs: [x, w],
      output: conv(x, w, { stride: [2, 3], padding: 2, dilation: [1, 2], groups: 2 }),
    };
  },
  "broadcast matmul": () => {
    const [a, b] = [float(2, 1, 3, 4), float(5, 4, 2)];
    return { inputs: [a, b], output: matmul(a, b) };
  },
  crossEntropy: () => {
    const [logits, labels] = [float(6, 5), int(6)];
    return { inputs: [logits, labels], output: crossEntropy(logits, labels) };
  },
  min: () => unary((x) => min(x, { axes: [1] }), 3, 17),
  prod: () => unary((x) => prod(x, { axes: [1, 2] }), 3, 5, 2),
  tril: () => unary((x) => tril(x, { diagonal: -1 }), 2, 4, 3),
  dynamicSlice: () => {
    const [x, start] = [float(3, 6), int()];
    return { inputs: [x, start], output: dynamicSlice(x, start, { axis: 1, size: 2 }) };
  },
  dynamicUpdate: () => {
    const [x, update, start] = [float(3, 6), float(3, 2), int()];
    return { inputs: [x, update, start], output: dynamicUpdate(x, update, start, { axis: 1 }) };
  },
  "mod of numbers": () => unary((x) => mod(x, 7.25), 3, 4),
  dropout: () => {
    const [x, key0, key1] = [float(4, 9), int(), int()];
    return { inputs: [x, key0, key1], output: dropout(x, key0, key1, 0.4) };
  },
};

for (const [name, build] of Object.entries(composites)) {
  test(`first and second derivatives of ${name} are its central differences`, () => {
    const random = new Random(7);
    const { inputs, output } = build();
    const data = inputs.map(({ shape, dtype }) =>
      sampleData({ shape, dtype, ...(dtype === "int32" ? { low: 0, high: 5 } : {}) }, random),
    );
    checkDerivatives({ inputs, outputs: [output], updates: [] }, data, random, 2, name);
  });
}

test("at kinks the gradients are PyTorch's", () => {
  const [a, b] = [float(3), float(3)];
  const ones = Float64Array.of(1, 1, 1);
  const run = (y: Value) => {
    const g = input({ shape: y.shape, dtype: "float32" });
    const graph: Graph = { inputs: [a, b, g], outputs: gradients([y], [g], [a, b]), updates: [] };
    const data = [
      Float64Array.of(0, 1, Number.NaN),
      Float64Array.of(0, 2, 1),
      ones.slice(0, y.shape[0] ?? 1),
    ];
    return interpretGraph(graph, data).map((array) => [...array]);
  };
  assert.deepEqual(run(maximum(a, b)), [
    [0.5, 0, 1],
    [0.5, 1, 1],
  ]);
  assert.deepEqual(run(minimum(a, b)), [
    [0.5, 1, 1],
    [0.5, 0, 1],
  ]);
  assert.equal(run(abs(a))[0]![0], 0);
  assert.equal(run(relu(a))[0]![0], 0);
  assert.equal(run(relu(b))[1]![0], 0);
});

test("the gradient of a product is right where factors are 0", () => {
  const x = float(2, 3);
  const g = float(2);
  const graph = { inputs: [x, g], outputs: gradients([prod(x, { axes: [1] })], [g], [x]), updates: [] };
  const [gradient] = interpretGraph(graph, [Float64Array.of(2, 0, 3, 0, 0, 5), Float64Array.of(1, 1)]);
  assert.deepEqual(
    [...gradient!].map((value) => value + 0),
    [0, 6, 0, 0, 0, 0],
  );
});

test("the gradient of max goes to the first of equal elements", () => {
  const x = float(2, 4);
  const g = float(2);
  const graph = { inputs: [x, g], outputs: gradients([max(x, { axes: [1] })], [g], [x]), updates: [] };
  const [gradient] = interpretGraph(graph, [
    Float64Array.of(1, 3, 3, 2, 5, 5, 5, 5),
    Float64Array.of(10, 20),
  ]);
  assert.deepEqual([...gradient!], [0, 10, 0, 0, 20, 0, 0, 0]);
});

function unary(f: (x: Value) => Value, ...shape: number[]): { inputs: Value[]; output: Value } {
  const x = float(...shape);
  return { inputs: [x], output: f(x) };
}
