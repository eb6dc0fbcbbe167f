/** Elementwise work at the end of products: the same bits as without, whoever else reads the sums. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { Random } from "../base/random.ts";
import type { Graph, Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import type { Phase } from "./lowered/program.ts";
import { assertCompiles, assertCompilesExactly, closed, drawn, float } from "./run-compiled.testing.ts";

/** How many launches a graph takes. */
function launchCount(graph: Graph): number {
  const phases = compileGraph(graph, wasmTarget).steps.flatMap((step): readonly Phase[] =>
    step.kind === "phase" ? [step] : step.body,
  );
  return phases.reduce((sum, { launches }) => sum + launches.length, 0);
}

function withBias(sums: Value, bias: Value): Value {
  return ops.add(sums, ops.expand(ops.reshape(bias, [1, ...bias.shape]), sums.shape));
}

test("bias, activation and residual cost no launch", () => {
  const [a, b, bias, other] = [float(4, 8), float(8, 12), float(12), float(4, 12)];
  const sums = ops.matmul(a, b);
  const plain = launchCount(closed([a, b], sums));
  const used = ops.add(ops.relu(withBias(sums, bias)), other);
  assert.equal(launchCount(closed([a, b, bias, other], used)), plain);
});

test("chains after products of random extents", () => {
  const random = new Random(11);
  for (let i = 0; i < 8; i++) {
    const [rows, terms, columns] = [random.integer(0, 20), random.integer(0, 9), random.integer(0, 40)];
    const [a, b, bias, other] = [
      float(rows, terms),
      float(terms, columns),
      float(columns),
      float(rows, columns),
    ];
    const column = float(rows, 1);
    const sums = ops.matmul(a, b);
    const scaled = ops.mul(sums, ops.expand(column, [rows, columns]));
    const graph = closed(
      [a, b, bias, other, column],
      ops.relu(withBias(scaled, bias)),
      ops.cast(ops.matmul(a, ops.mul(b, b)), "int32"),
      ops.le(ops.matmul(ops.neg(a), b), other),
    );
    assertCompilesExactly(`${rows} × ${terms} × ${columns}`, graph, i);
  }
});

test("sums of several blocks of terms, and rows in several chunks", () => {
  for (const [rows, terms, columns] of [
    [3, 1100, 18],
    [90, 40, 33],
  ] as const) {
    const [a, b, bias] = [float(rows, terms), float(terms, columns), float(columns)];
    const graph = closed([a, b, bias], ops.relu(withBias(ops.matmul(a, b), bias)));
    assertCompiles(`${rows} × ${terms}`, graph, drawn(graph.inputs, 3, true), { tolerance: 0 });
  }
});

test("sums that others read too, or that are wanted themselves", () => {
  const [a, b, bias] = [float(7, 5), float(5, 9), float(9)];
  const sums = ops.matmul(a, b);
  const chain = ops.exp(withBias(sums, bias));
  const turned = ops.permute(sums, [1, 0]);
  const inputs = [a, b, bias];
  for (const outputs of [
    [chain, sums],
    [chain, ops.matmul(turned, chain)],
    [chain, ops.sum(sums, { axes: [0] })],
    [ops.add(sums, sums), ops.mul(turned, turned)],
    [ops.mul(sums, withBias(ops.matmul(a, b), bias)), turned],
  ]) {
    const graph = closed(inputs, ...outputs);
    assertCompiles("shared", graph, drawn(inputs, 5, false), { tolerance: 1e-5 });
  }
});

test("two products in one chain, in batches, and with their batch spread over the other", () => {
  const [a, b, c] = [float(3, 4, 5), float(3, 5, 8), float(5, 8)];
  const graph = closed([a, b, c], ops.relu(ops.add(ops.matmul(a, b), ops.matmul(a, c))));
  assertCompilesExactly("two", graph);
});

test("convolutions with bias and activation, into the margin of the next", () => {
  const [x, w, v] = [float(2, 3, 6, 5), float(6, 3, 3, 3), float(4, 6, 3, 3)];
  const bias = float(1, 6, 1, 1);
  const first = ops.conv(x, w, { padding: 1 });
  const activated = ops.relu(ops.add(first, ops.expand(bias, first.shape)));
  const second = ops.conv(activated, v, { padding: 1, stride: 2 });
  const graph = closed([x, w, v, bias], ops.relu(second), ops.add(activated, first));
  assertCompilesExactly("conv", graph);
  assertCompilesExactly("padded", closed([x, w, v], ops.conv(first, v, { padding: [2, 1] })));
});

test("updates computed from products, of states that products read", () => {
  const [x, w, g] = [float(6, 5), float(5, 8), float(6, 8)];
  const weightGradient = ops.matmul(ops.permute(x, [1, 0]), g);
  const inputGradient = ops.matmul(g, ops.permute(w, [1, 0]));
  const square = float(8, 8);
  const graph: Graph = {
    inputs: [x, w, g, square],
    outputs: [inputGradient],
    updates: [
      { target: w, value: ops.sub(w, weightGradient) },
      { target: square, value: ops.add(square, ops.matmul(square, square)) },
    ],
  };
  assertCompiles("updates", graph, drawn(graph.inputs, 9, true), { tolerance: 0 });
});
