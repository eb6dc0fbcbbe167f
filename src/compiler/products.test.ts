/** Compiled products: batches, several free axes, counts of terms around the blocks, and convolutions in chains. */

import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import {
  assertCompiles,
  assertCompilesExactly,
  assertCompilesNearly,
  closed,
  drawn,
  float,
} from "./run-compiled.testing.ts";

test("matrix products whose extents fill tiles, vectors and blocks or do not", () => {
  const extents: readonly (readonly [number, number, number])[] = [
    [1, 1, 1],
    [1, 16, 5],
    [2, 3, 16],
    [5, 7, 3],
    [9, 33, 17],
    [17, 2, 64],
    [3, 5, 33],
    [40, 4, 48],
    [25, 3, 100],
    [1, 2, 65],
  ];
  for (const [rows, terms, columns] of extents) {
    const a = float(rows, terms);
    const b = float(terms, columns);
    const bTurned = float(columns, terms);
    const aTurned = float(terms, rows);
    const graph = closed(
      [a, b, aTurned, bTurned],
      ops.matmul(a, b),
      ops.matmul(ops.permute(aTurned, [1, 0]), b),
      ops.matmul(a, ops.permute(bTurned, [1, 0])),
      ops.matmul(ops.permute(aTurned, [1, 0]), ops.permute(bTurned, [1, 0])),
    );
    assertCompilesExactly(`${rows} × ${terms} × ${columns}`, graph, rows);
  }
});

test("sums of products of no term, one, and more than a block of terms", () => {
  for (const terms of [0, 1, 255, 256, 257, 1024, 1025, 1280, 2048 + 3]) {
    const a = float(3, terms);
    const b = float(terms, 5);
    const x = float(terms);
    const graph = closed([a, b, x], ops.matmul(a, b), ops.matmul(a, x), ops.matmul(x, b), ops.matmul(x, x));
    assertCompilesExactly(`${terms} terms`, graph, terms);
  }
});

test("terms over several axes, whose product is more than a block", () => {
  const a = float(5, 3, 40, 13);
  const b = float(40, 13, 5, 2);
  const attributes = { leftBatch: [], rightBatch: [], leftContract: [0, 2, 3], rightContract: [2, 0, 1] };
  const crossed = { leftBatch: [], rightBatch: [], leftContract: [3, 0, 2], rightContract: [1, 2, 0] };
  assertCompilesExactly("5 · 40 · 13", closed([a, b], ops.dot(a, b, attributes), ops.dot(a, b, crossed)));
  const c = float(2, 1030, 3);
  const d = float(1030, 2, 3);
  const long = { leftBatch: [2], rightBatch: [2], leftContract: [0, 1], rightContract: [1, 0] };
  assertCompilesExactly("2 · 1030", closed([c, d], ops.dot(c, d, long)));
});

test("products in batches, with several free axes, and batches that are repeated by expand", () => {
  const a = float(2, 3, 4, 5);
  const b = float(2, 5, 3, 6);
  const free = float(3, 2, 5, 2);
  const one = float(1, 5, 9);
  const row = float(1, 1, 4, 5);
  const shared = float(9, 3);
  const graph = closed(
    [a, b, free, one, row, shared],
    ops.dot(a, b, { leftBatch: [0, 1], rightBatch: [0, 2], leftContract: [3], rightContract: [1] }),
    ops.dot(a, b, { leftBatch: [0], rightBatch: [0], leftContract: [3], rightContract: [1] }),
    ops.dot(a, free, { leftBatch: [], rightBatch: [], leftContract: [3], rightContract: [2] }),
    ops.dot(free, a, { leftBatch: [1, 0], rightBatch: [0, 1], leftContract: [2], rightContract: [3] }),
    ops.matmul(ops.reshape(a, [6, 4, 5]), ops.expand(one, [6, 5, 9])),
    ops.matmul(ops.expand(row, [2, 3, 4, 5]), ops.permute(a, [0, 1, 3, 2])),
    ops.matmul(a, ops.reshape(one, [5, 9])),
    ops.matmul(ops.expand(one, [4, 5, 9]), shared),
  );

  assertCompilesExactly("batches", graph);
});

test("a product whose rows are cut into chunks, and a rest", () => {
  const [a, b] = [float(701, 280), float(280, 17)];
  const graph = closed([a, b], ops.matmul(a, b));
  assertCompiles("long", graph, drawn(graph.inputs, 2, true), { tolerance: 0 });
});

test("one right side read by several products, in different ways", () => {
  const a = float(3, 4);
  const b = float(4, 4);
  const x = float(2, 4);
  const turned = ops.permute(b, [1, 0]);
  const halves = [0, 2].map((at) => ops.slice(b, { start: [at, 0], shape: [2, 4] }));
  const graph = closed(
    [a, b, x],
    ops.matmul(a, b),
    ops.matmul(x, b),
    ops.matmul(a, turned),
    ops.matmul(x, turned),
    ops.matmul(ops.slice(a, { start: [0, 0], shape: [3, 2] }), halves[0]!),
    ops.matmul(ops.slice(a, { start: [0, 0], shape: [3, 2] }), halves[1]!),
    ops.matmul(a, ops.flip(b, [0])),
    ops.matmul(a, ops.flip(b, [1])),
  );
  assertCompilesExactly("shared", graph);
});

test("products without rows, columns or batches", () => {
  const shapes: readonly (readonly [number, number, number, number])[] = [
    [0, 2, 3, 4],
    [2, 0, 3, 4],
    [2, 3, 0, 4],
    [2, 3, 4, 0],
    [0, 0, 0, 0],
  ];
  for (const [batch, rows, terms, columns] of shapes) {
    const a = float(batch, rows, terms);
    const b = float(batch, terms, columns);
    const product = ops.matmul(a, b);
    assertCompilesExactly(`${[batch, rows, terms, columns]}`, closed([a, b], product, ops.sum(product)));
  }
});

test("convolutions with groups, strides, dilation and padding, and their gradients", () => {
  const cases: readonly {
    readonly x: readonly number[];
    readonly w: readonly number[];
    readonly options: ops.ConvOptions;
  }[] = [
    { x: [2, 3, 7, 6], w: [4, 3, 3, 3], options: { padding: 1 } },
    { x: [1, 4, 9, 8], w: [6, 2, 3, 2], options: { padding: [2, 0], stride: [2, 3], groups: 2 } },
    { x: [2, 2, 9, 9], w: [3, 2, 3, 3], options: { dilation: [2, 3], padding: [1, 3] } },
    { x: [2, 4, 5, 5], w: [4, 1, 3, 3], options: { groups: 4, padding: 1 } },
    { x: [3, 5, 4, 4], w: [17, 5, 1, 1], options: {} },
    { x: [2, 3, 11], w: [5, 3, 4], options: { stride: 3, dilation: 2, padding: 2 } },
    { x: [1, 2, 4, 5, 3], w: [3, 2, 2, 3, 1], options: { padding: [1, 1, 0], stride: [1, 2, 1] } },
    { x: [2, 17, 4, 3], w: [18, 17, 3, 3], options: { padding: [1, [2, 1]] } },
    { x: [0, 2, 4, 4], w: [3, 2, 3, 3], options: { padding: 1 } },
  ];
  for (const { x: xShape, w: wShape, options } of cases) {
    const [x, w] = [float(...xShape), float(...wShape)];
    const y = ops.conv(x, w, options);
    const g = float(...y.shape);
    const found = gradients([y], [g], [x, w]);
    assertCompilesExactly(`conv ${xShape} with ${wShape}`, closed([x, w, g], y, ...found));
  }
});

test("convolutions of parts of one tensor, with margins that are alike or differ", () => {
  const [x, w] = [float(2, 4, 5, 5), float(4, 2, 3, 3)];
  const halves = [0, 2].map((at) => ops.slice(x, { start: [0, at, 0, 0], shape: [2, 2, 5, 5] }));
  const all = halves.flatMap((half) =>
    [1, 2, [1, 0], [0, 1]].map((padding) => ops.conv(half, w, { padding, stride: 2 })),
  );
  const images = ops.slice(x, { start: [1, 0, 0, 0], shape: [1, 4, 5, 5] });
  const last = ops.conv(images, w, { padding: 1, groups: 2 });
  assertCompilesExactly("parts", closed([x, w], ...all, last));
});

test("values that convolutions read with zeros around them, with others around them, and without", () => {
  const cases = [
    { channels: 17, shape: [2, 1, 3, 4] },
    { channels: 3, shape: [1, 2, 4] },
    { channels: 1, shape: [1, 1, 2, 1, 3] },
  ];
  for (const { channels, shape } of cases) {
    const axes = shape.slice(2);
    const weight = (outputs: number, inputs: number, size: number): Value =>
      float(outputs, inputs, ...axes.map(() => size));
    const [x, first] = [float(...shape), weight(channels, shape[1]!, 3)];
    const hidden = ops.relu(ops.conv(x, first, { padding: 1 }));
    const readers = [weight(2, channels, 3), weight(2, channels, 1), weight(2, channels, 5)];
    const results = readers.map((w, i) => ops.conv(hidden, w, { padding: [1, 0, 2][i]! }));
    const all = ops.add(ops.add(results[0]!, results[1]!), results[2]!);
    const total = ops.add(ops.sum(all), ops.sum(hidden));
    const found = gradients([total], [ops.full([], 1)], [x, first, ...readers]);
    assertCompilesExactly(`${channels} channels of ${axes}`, closed([x, first, ...readers], all, ...found));
    assertCompilesExactly(`${channels} channels kept`, closed([x, first], hidden, ops.sum(hidden)));
  }
});

test("a chain of convolution, relu, pooling and convolution with all its gradients", () => {
  const [x, w1, b1, w2] = [float(2, 2, 10, 9), float(5, 2, 3, 3), float(5), float(3, 5, 3, 3)];
  const bias = (value: Value, b: Value): Value => ops.add(value, ops.reshape(b, [b.shape[0]!, 1, 1]));
  for (const pool of [
    { size: 2, stride: 2 },
    { size: 3, stride: 2, padding: 1 },
  ]) {
    const first = ops.maxPool(ops.relu(bias(ops.conv(x, w1, { padding: 1 }), b1)), pool);
    const second = ops.conv(first, w2, { padding: 1, stride: 2 });
    const loss = ops.sum(second);
    const found = gradients([loss], [ops.full([], 1)], [x, w1, b1, w2]);
    assertCompilesExactly(`pool ${pool.size}`, closed([x, w1, b1, w2], second, first, ...found));
  }
  const averaged = ops.avgPool(ops.conv(x, w1), { size: [2, 3], stride: [1, 2] });
  const turned = ops.permute(averaged, [0, 2, 3, 1]);
  const logits = ops.softmax(ops.reshape(turned, [2, -1]));
  const found = gradients([ops.sum(ops.mul(logits, logits))], [ops.full([], 1)], [x, w1]);
  assertCompilesNearly("average pooling", closed([x, w1], logits, turned, ...found));
});
