import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../base/dtype.ts";
import { Random, threefry } from "../../base/random.ts";
import { input, type Value } from "../../graph/node.ts";
import {
  add,
  argmax,
  avgPool,
  cast,
  constant,
  conv,
  crossEntropy,
  dropout,
  gelu,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  maxPool,
  mean,
  minimum,
  mul,
  neg,
  oneHot,
  randomUniform,
  relu,
  sigmoid,
  softmax,
  sub,
  sum,
  variance,
} from "../../ops/index.ts";
import { sampleGraph } from "../../ops/testing.ts";
import { interpretGraph, sumsOfMagnitudes } from "./interpret.ts";

interface Given {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: DType;
}

/** The elements of f of the given tensors. */
function run(f: (...values: Value[]) => Value, ...given: Given[]): number[] {
  const inputs = given.map(({ shape, dtype = "float32" }) => input({ shape, dtype }));
  const graph = { inputs, outputs: [f(...inputs)], updates: [] };
  return [
    ...interpretGraph(
      graph,
      given.map(({ data }) => Float64Array.from(data)),
    )[0]!,
  ];
}

function close(got: readonly number[], expected: readonly number[]): void {
  assert.equal(got.length, expected.length);
  for (const [i, value] of got.entries()) {
    // Constants are rounded to float32.
    assert.ok(
      Math.abs(value - expected[i]!) <= 1e-7 * Math.max(1, Math.abs(expected[i]!)),
      `element ${i}: ${value} and ${expected[i]}`,
    );
  }
}

const vector = (...data: number[]): Given => ({ shape: [data.length], data });
const ints = (...data: number[]): Given => ({ shape: [data.length], data, dtype: "int32" });
const scalar = (value: number): Given => ({ shape: [], data: [value], dtype: "int32" });

test("int32 arithmetic wraps", () => {
  const top = 2 ** 31 - 1;
  assert.deepEqual(run(add, ints(top), ints(1)), [-(2 ** 31)]);
  assert.deepEqual(run(sub, ints(-(2 ** 31)), ints(1)), [top]);
  assert.deepEqual(run(mul, ints(0x12345678), ints(0x7654321)), [Math.imul(0x12345678, 0x7654321)]);
  assert.deepEqual(run(neg, ints(-(2 ** 31))), [-(2 ** 31)]);
  assert.deepEqual(
    run((x) => sum(x), ints(top, top, 5)),
    [3],
  );
});

test("casts truncate, saturate and give NaN zero", () => {
  const x = vector(1.9, -1.9, 1e20, -1e20, Number.NaN, 0);
  const toInt = (y: Value) => cast(y, "int32");
  assert.deepEqual(run(toInt, x), [1, -1, 2 ** 31 - 1, -(2 ** 31), 0, 0]);
  assert.deepEqual(
    run((y) => cast(y, "bool"), x),
    [1, 1, 1, 1, 1, 0],
  );
});

test("NaN flows through maxima and is the greatest to argmax", () => {
  const x = vector(1, Number.NaN, 3, Number.NaN);
  assert.deepEqual(
    run((y) => max(y), x),
    [Number.NaN],
  );
  assert.deepEqual(
    run((y) => argmax(y), x),
    [1],
  );
  assert.deepEqual(
    run((y) => maximum(y, 2), x),
    [2, Number.NaN, 3, Number.NaN],
  );
  assert.deepEqual(
    run((y) => minimum(y, 2), x),
    [1, Number.NaN, 2, Number.NaN],
  );
  assert.deepEqual(run(relu, vector(-1, 0, 2, Number.NaN)), [0, 0, 2, Number.NaN]);
});

test("argmax gives the first of equal elements, and 0 if all are −∞", () => {
  assert.deepEqual(
    run((y) => argmax(y), vector(1, 7, 7)),
    [1],
  );
  assert.deepEqual(
    run((y) => argmax(y), vector(-Infinity, -Infinity)),
    [0],
  );
});

test("matmul promotes vectors and broadcasts batches as PyTorch does", () => {
  const matrix = { shape: [2, 2], data: [1, 2, 3, 4] };
  assert.deepEqual(run(matmul, matrix, matrix), [7, 10, 15, 22]);
  assert.deepEqual(run(matmul, matrix, vector(1, 10)), [21, 43]);
  assert.deepEqual(run(matmul, vector(1, 10), matrix), [31, 42]);
  assert.deepEqual(run(matmul, vector(1, 10), vector(2, 3)), [32]);
  const batch = { shape: [2, 2, 2], data: [1, 0, 0, 1, 0, 1, 1, 0] };
  assert.deepEqual(run(matmul, batch, matrix), [1, 2, 3, 4, 3, 4, 1, 2]);
  assert.deepEqual(run(matmul, matrix, batch), [1, 2, 3, 4, 2, 1, 4, 3]);
  assert.deepEqual(run(matmul, vector(1, 10), batch), [1, 10, 10, 1]);
  const left = { shape: [2, 1, 1, 2], data: [1, 2, 3, 4] };
  const shape = (f: Value) => f.shape;
  assert.deepEqual(
    shape(matmul(input({ ...left, dtype: "float32" }), input({ ...batch, dtype: "float32" }))),
    [2, 2, 1, 2],
  );
  assert.deepEqual(run(matmul, left, batch), [1, 2, 2, 1, 3, 4, 4, 3]);
});

test("conv is a correlation with padding, stride, dilation and groups", () => {
  const x = { shape: [1, 1, 5], data: [1, 2, 3, 4, 5] };
  const w = { shape: [1, 1, 2], data: [1, 10] };
  assert.deepEqual(
    run((a, b) => conv(a, b), x, w),
    [21, 32, 43, 54],
  );
  assert.deepEqual(
    run((a, b) => conv(a, b, { padding: 1, stride: 2 }), x, w),
    [10, 32, 54],
  );
  assert.deepEqual(
    run((a, b) => conv(a, b, { dilation: 3 }), x, w),
    [41, 52],
  );
  const two = { shape: [1, 2, 2], data: [1, 2, 3, 4] };
  const each = { shape: [2, 1, 1], data: [10, 100] };
  assert.deepEqual(
    run((a, b) => conv(a, b, { groups: 2 }), two, each),
    [10, 20, 300, 400],
  );
});

test("pooling takes windows, with and without overlap", () => {
  const x = { shape: [1, 1, 2, 4], data: [1, 5, 2, 0, 3, 4, -8, -9] };
  assert.deepEqual(
    run((y) => maxPool(y, { size: 2 }), x),
    [5, 2],
  );
  assert.deepEqual(
    run((y) => avgPool(y, { size: 2 }), x),
    [3.25, -3.75],
  );
  assert.deepEqual(
    run((y) => maxPool(y, { size: 2, stride: 1 }), x),
    [5, 5, 2],
  );
  const negative = { shape: [1, 1, 2], data: [-3, -4] };
  assert.deepEqual(
    run((y) => maxPool(y, { size: 3, stride: 1, padding: 1 }), negative),
    [-3, -3],
  );
  assert.deepEqual(
    run((y) => maxPool(y, { size: 2, padding: 1 }), negative),
    [-3, -4],
  );
  assert.deepEqual(
    run((y) => avgPool(y, { size: 2, padding: 1 }), negative),
    [-1.5, -2],
  );
});

test("softmax and its relatives do not overflow", () => {
  const x = vector(1000, 1001, 999);
  const total = 1 + Math.E + 1 / Math.E;
  close(
    run((y) => softmax(y), x),
    [1 / total, Math.E / total, 1 / (Math.E * total)],
  );
  close(
    run((y) => logSoftmax(y), x),
    [-Math.log(total), 1 - Math.log(total), -1 - Math.log(total)],
  );
  close(
    run((y) => sub(logSumExp(y), 1000), x),
    [Math.log(total)],
  );
  assert.deepEqual(
    run((y) => logSumExp(y), vector(-Infinity, -Infinity)),
    [-Infinity],
  );
});

test("activations and statistics are their formulas", () => {
  close(run(sigmoid, vector(0, 2, -800)), [0.5, 1 / (1 + Math.exp(-2)), 0]);
  const inner = Math.sqrt(2 / Math.PI) * (1.5 + 0.044715 * 1.5 ** 3);
  close(
    run((x) => gelu(x, { approximate: "tanh" }), vector(0, 1.5)),
    [0, 0.75 * (1 + Math.tanh(inner))],
  );
  close(
    run((x) => gelu(x), vector(0, 1.5, -1)),
    [0, 1.3997891980967043, -0.15865525393145705],
  );
  close(
    run((y) => mean(y), vector(1, 2, 6)),
    [3],
  );
  close(
    run((y) => variance(y), vector(1, 2, 6)),
    [14 / 3],
  );
  close(
    run((y) => variance(y, { correction: 1 }), vector(1, 2, 6)),
    [7],
  );
});

test("cross-entropy is the mean of −log p, and a label outside adds nothing", () => {
  const logits = { shape: [2, 3], data: [0, 0, 0, 1, 2, 3] };
  const second = Math.log(Math.exp(-2) + Math.exp(-1) + 1);
  close(run(crossEntropy, logits, ints(1, 2)), [(Math.log(3) + second) / 2]);
  close(run(crossEntropy, logits, ints(-1, 2)), [second / 2]);
  assert.deepEqual(
    run((y) => oneHot(y, 3), ints(2, 0, 5)),
    [0, 0, 1, 1, 0, 0, 0, 0, 0],
  );
});

test("random numbers are Threefry's words of the element's index", () => {
  const expected = [0, 1, 2, 3].map((i) => (threefry(5, 9, i, 0)[0] >>> 8) * 2 ** -24);
  const f = (key0: Value, key1: Value) => randomUniform([2, 2], key0, key1);
  assert.deepEqual(run(f, scalar(5), scalar(9)), expected);
});

test("dropout keeps the mean and drops the share asked for", () => {
  const ones = vector(...new Array<number>(4000).fill(1));
  const dropped = run((x, key0, key1) => dropout(x, key0, key1, 0.25), ones, scalar(1), scalar(2));
  const kept = dropped.filter((value) => value !== 0);
  assert.ok(Math.abs(kept.length / 4000 - 0.75) < 0.03);
  for (const value of kept) assert.equal(value, Math.fround(4 / 3));
});

test("updates follow the outputs, and inputs are checked", () => {
  const w = input({ shape: [2], dtype: "float32" });
  const graph = { inputs: [w], outputs: [sum(w)], updates: [{ target: w, value: mul(w, 3) }] };
  const results = interpretGraph(graph, [Float64Array.of(1, 2)]);
  assert.deepEqual(
    results.map((array) => [...array]),
    [[3], [3, 6]],
  );
  assert.throws(() => interpretGraph(graph, []), /graph of 1 inputs with 0/);
  assert.throws(() => interpretGraph(graph, [Float64Array.of(1)]), /1 elements as input 0: expected 2/);
  const open = { inputs: [], outputs: [add(w, constant(1))], updates: [] };
  assert.throws(() => interpretGraph(open, []), /data from outside/);
});

test("sums of magnitudes bound the sums themselves", () => {
  const random = new Random(1);
  for (const name of ["sum", "dot", "conv", "fold"] as const) {
    for (let round = 0; round < 10; round++) {
      const { graph, inputs } = sampleGraph(name, random);
      if (graph.outputs[0]!.dtype !== "float32") continue;
      const bounds = sumsOfMagnitudes(graph, inputs)[0]!;
      for (const [i, value] of interpretGraph(graph, inputs)[0]!.entries()) {
        assert.ok(Math.abs(value) <= bounds[i]! * (1 + 1e-12));
      }
    }
  }
});
