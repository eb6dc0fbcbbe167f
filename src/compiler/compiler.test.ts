/** Whole small graphs through the compiler: outputs that are shared or given, empty tensors, assemblies, random bits. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { input, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph, unoptimized } from "./compile.ts";
import {
  assertCompiles,
  assertCompilesExactly,
  assertCompilesNearly,
  closed,
  drawn,
  float,
  runProgram,
} from "./run-compiled.testing.ts";

test("an output that is an input, a moved input, or the same value twice", () => {
  const x = float(3, 5);
  const y = ops.add(x, 1);
  const turned = ops.permute(x, [1, 0]);
  const graph = closed(
    [x],
    x,
    y,
    x,
    y,
    turned,
    turned,
    ops.reshape(turned, [15]),
    ops.flip(y, [0, 1]),
    ops.expand(ops.reshape(x, [3, 1, 5]), [3, 2, 5]),
  );
  assertCompilesExactly("outputs", graph);
});

test("an output that is a constant, an index, or depends on no input", () => {
  const graph = closed(
    [],
    ops.constant(2),
    ops.full([3, 5], -0),
    ops.iota([4, 7], 1),
    ops.permute(ops.iota([4, 7], 1), [1, 0]),
    ops.flip(ops.rowMajorIndex([3, 6]), [1]),
    ops.sum(ops.iota([4, 7], 0), { axes: [1] }),
    ops.lt(ops.iota([5], 0), 3),
  );
  assertCompiles("constants", graph, [], { tolerance: 0 });
});

test("outputs that share values with each other and with later kernels", () => {
  const [x, w] = [float(6, 9), float(9, 4)];
  const shared = ops.tanh(ops.mul(x, 0.5));
  const product = ops.matmul(shared, w);
  const total = ops.sum(shared, { axes: [1], keepDims: true });
  const scaled = ops.mul(shared, total);
  const graph = closed(
    [x, w],
    product,
    shared,
    total,
    scaled,
    ops.permute(shared, [1, 0]),
    ops.add(product, total),
  );
  assertCompilesNearly("shared", graph);
});

test("a value with more readers and more leaves than one kernel takes", () => {
  const inputs = Array.from({ length: 15 }, () => float(4, 6));
  const total = inputs.reduce((a, b) => ops.add(ops.mul(a, 2), b));
  const product = inputs.slice(1).reduce((a, b) => ops.sub(b, a), inputs[0]!);
  assertCompilesExactly("leaves", closed(inputs, ops.mul(total, product), ops.sum(product)));
});

test("tensors without elements, wherever they occur", () => {
  const x = float(0, 4);
  const y = float(3, 0);
  const z = float(2, 4);
  const graph = closed(
    [x, y, z],
    x,
    ops.add(x, 1),
    ops.permute(x, [1, 0]),
    ops.sum(x, { axes: [0] }),
    ops.sum(x, { axes: [1] }),
    ops.sum(x),
    ops.max(x, { axes: [1] }),
    ops.argmax(x, { axes: [1] }),
    ops.matmul(y, x),
    ops.matmul(ops.permute(x, [1, 0]), ops.permute(y, [1, 0])),
    ops.concat([x, z, x], 0),
    ops.pad(x, { low: [1, 0], high: [1, 2], value: 7 }),
    ops.slice(z, { start: [0, 0], shape: [2, 0] }),
    ops.reshape(x, [2, 0, 5]),
    ops.iota([0, 3], 1),
    ops.expand(ops.reshape(ops.slice(z, { start: [0, 0], shape: [0, 1] }), [0, 1]), [0, 9]),
  );
  assertCompilesExactly("empty", graph);
});

test("concatenation and padding of moved and computed values", () => {
  const [x, y] = [float(3, 5), float(5, 3)];
  const turned = ops.permute(y, [1, 0]);
  const graph = closed(
    [x, y],
    ops.concat([x, turned, ops.add(x, turned)], 0),
    ops.concat([turned, x, turned], 1),
    ops.pad(turned, { low: [1, 2], high: [0, 3], interior: [2, 1], value: -5 }),
    ops.permute(ops.pad(turned, { low: [0, 1], high: [2, 0] }), [1, 0]),
    ops.sum(ops.concat([ops.permute(x, [1, 0]), y], 1), { axes: [0] }),
  );
  assertCompilesExactly("assembled", graph);
});

test("windows that overlap and their adjoint", () => {
  const x = float(2, 9, 8);
  const options = { size: [3, 2], stride: [2, 1], dilation: [1, 3] };
  const windows = ops.window(x, options);
  const back = ops.fold(ops.mul(windows, 2), { ...options, shape: x.shape });
  const turned = ops.fold(windows, { ...options, shape: x.shape });
  assertCompilesExactly("windows", closed([x], windows, back, ops.permute(turned, [2, 0, 1])));
});

test("reshapes that need a copy, of values in every order in memory", () => {
  const x = float(4, 6);
  const product = ops.matmul(ops.permute(x, [1, 0]), x);
  const graph = closed(
    [x],
    ops.reshape(ops.permute(x, [1, 0]), [8, 3]),
    ops.reshape(ops.permute(ops.add(x, 1), [1, 0]), [4, 6]),
    ops.reshape(ops.permute(product, [1, 0]), [9, 4]),
    ops.reshape(ops.flip(x, [1]), [24]),
    ops.reshape(ops.expand(ops.reshape(x, [4, 1, 6]), [4, 3, 6]), [12, 6]),
    ops.permute(ops.reshape(ops.expand(ops.reshape(x, [1, 4, 6]), [3, 4, 6]), [12, 6]), [1, 0]),
  );
  assertCompilesExactly("reshaped", graph);
});

test("masks as inputs, outputs, and moved between kernels", () => {
  const x = float(5, 7);
  const mask = input({ shape: [5, 7], dtype: "bool" });
  const row = input({ shape: [7], dtype: "bool" });
  const less = ops.lt(x, 0);
  const spread = ops.broadcastTo(row, [5, 7]);
  const graph = closed(
    [x, mask, row],
    less,
    mask,
    ops.permute(mask, [1, 0]),
    ops.where(mask, x, ops.neg(x)),
    ops.where(spread, x, 0),
    ops.where(ops.permute(less, [1, 0]), 1, ops.permute(x, [1, 0])),
    ops.concat([mask, less, spread], 1),
    ops.cast(less, "float32"),
    ops.sum(ops.cast(mask, "int32"), { axes: [0] }),
    ops.eq(ops.cast(spread, "float32"), x),
  );
  assertCompilesExactly("masks", graph);
});

test("maximum, minimum and relu of zeros of both signs, infinities and NaN", () => {
  const numbers = [-0, 0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b] as const));
  const [a, b] = [float(pairs.length), float(pairs.length)];
  const graph = closed([a, b], ops.maximum(a, b), ops.minimum(a, b), ops.relu(a), ops.neg(a), ops.abs(a));
  const data = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!));
  const [most, least, rectified, negative, size] = assertCompiles("special", graph, data, { tolerance: 0 });
  pairs.forEach(([left, right], i) => {
    const what = `${left}, ${right}`;
    assert.ok(Object.is(most![i], Math.max(left, right)), `max ${what} is ${most![i]}`);
    assert.ok(Object.is(least![i], Math.min(left, right)), `min ${what} is ${least![i]}`);
    assert.ok(Object.is(rectified![i], left <= 0 ? 0 : left), `relu ${left} is ${rectified![i]}`);
    assert.ok(Object.is(negative![i], -left), `−${left} is ${negative![i]}`);
    assert.ok(Object.is(size![i], Math.abs(left)), `|${left}| is ${size![i]}`);
  });
});

test("a constant −0 is not a constant +0", () => {
  const x = float(3);
  const graph = closed(
    [x],
    ops.div(1, ops.mul(ops.full([3], 0), x)),
    ops.div(1, ops.mul(ops.full([3], -0), x)),
  );
  const [plus, minus] = assertCompiles("zeros", graph, [Float32Array.of(1, 2, 3)], { tolerance: 0 });
  assert.deepEqual(
    Array.from(plus!),
    [1, 1, 1].map((one) => one / 0),
  );
  assert.deepEqual(
    Array.from(minus!),
    [1, 1, 1].map((one) => one / -0),
  );
});

test("random bits are the same on every target, with keys of a buffer or constant", () => {
  const key = input({ shape: [], dtype: "int32" });
  const counter = ops.rowMajorIndex([5, 9]);
  const bits = ops.threefry(key, ops.constant(-7, "int32"), counter);
  const graph = closed(
    [key],
    bits,
    ops.bitsToUniform(bits),
    ops.threefry(ops.cast(key, "int32"), key, counter),
  );
  assertCompiles("random", graph, [Int32Array.of(123_456_789)], { tolerance: 0 });
});

test("programs with more elements than one chunk, over permuted and broadcast operands", () => {
  const [x, row, column] = [float(130, 517), float(517), float(130, 1)];
  const heavy = ops.mul(ops.add(ops.mul(x, row), column), ops.add(x, 2));
  const turned = ops.add(ops.permute(x, [1, 0]), ops.reshape(row, [517, 1]));
  const graph = closed(
    [x, row, column],
    heavy,
    turned,
    ops.sum(heavy, { axes: [0] }),
    ops.sum(turned, { axes: [0] }),
  );
  const inputs = drawn(graph.inputs, 3, true);
  assertCompiles("chunks", graph, inputs, { tolerance: 0 });
});

test("normalisation, softmax and cross-entropy with gradients are near the reference", () => {
  const [x, w, b] = [float(7, 19), float(19, 5), float(5)];
  const centred = ops.sub(x, ops.mean(x, { axes: [0], keepDims: true }));
  const deviation = ops.sqrt(
    ops.add(ops.mean(ops.mul(centred, centred), { axes: [0], keepDims: true }), 1e-2),
  );
  const logits = ops.add(ops.matmul(ops.div(centred, deviation), w), b);
  const chances = ops.logSoftmax(logits, { axis: 1 });
  const loss = ops.neg(ops.mean(ops.slice(chances, { start: [0, 2], shape: [7, 1] })));
  const found = gradients([loss], [ops.full([], 1)], [x, w, b]);
  assertCompilesNearly("network", closed([x, w, b], loss, chances, ...found));
});

test("gradients of gradients compile", () => {
  const [x, w] = [float(3, 4), float(4, 6)];
  const value = ops.sum(ops.tanh(ops.matmul(x, w)));
  const [first] = gradients([value], [ops.full([], 1)], [w]);
  const [second] = gradients([ops.sum(ops.mul(first!, first!))], [ops.full([], 1)], [x]);
  assertCompilesNearly("second derivative", closed([x, w], value, first!, second!));
});

test("reuse takes less memory than a place of its own for each value, and gives the same results", () => {
  let value: Value = float(40, 40);
  const x = value;
  for (let i = 0; i < 6; i++)
    value = ops.sub(ops.matmul(value, x), ops.mean(value, { axes: [1], keepDims: true }));
  const graph = closed([x], value);
  const inputs = [Float32Array.from({ length: 1600 }, (_, i) => ((i * 7) % 5) / 40)];
  const reused = compileGraph(graph, wasmTarget);
  const separate = compileGraph(graph, wasmTarget, { reuseMemory: false });
  assert.ok(
    reused.arenaLength <= separate.arenaLength / 2,
    `${reused.arenaLength} of ${separate.arenaLength}`,
  );
  assert.deepEqual(runProgram(reused, graph, inputs), runProgram(separate, graph, inputs));
});

test("fusion makes one launch of an elementwise chain, and unoptimized one a node", () => {
  const [x, y] = [float(8), float(8)];
  const graph = closed([x, y], ops.mul(ops.sub(ops.add(x, y), x), y));
  const count = (program: { readonly steps: readonly unknown[] }): number => program.steps.length;
  assert.equal(count(compileGraph(graph, wasmTarget)), 1);
  assert.equal(count(compileGraph(graph, wasmTarget, unoptimized)), 3);
});
