import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import type { Graph, Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import { assertCompilesExactly, assertCompilesNearly, closed, float } from "./run-compiled.testing.ts";

/** How many launches a graph takes, and how many kernels they are of. */
function countsOf(graph: Graph): { launches: number; kernels: number } {
  const launches = compileGraph(graph, wasmTarget).steps.flatMap((step) =>
    step.kind === "phase" ? step.launches : [],
  );
  return { launches: launches.length, kernels: new Set(launches.map(({ kernel }) => kernel)).size };
}

/** Each function of an input of its own: kernels that read nothing of each other. */
function sideBySide(...functions: ((x: Value) => Value)[]): Graph {
  const inputs = functions.map(() => float(5, 18));
  return closed(inputs, ...functions.map((f, i) => f(inputs[i]!)));
}

const total = (x: Value): Value => ops.sum(x, { axes: [1] });

test("equal blocks share their kernels, and each has its own arguments", () => {
  const rows = (x: Value) => ops.softmax(x);
  assert.deepEqual(countsOf(sideBySide(rows, rows, rows)), { launches: 3, kernels: 1 });
  assert.deepEqual(countsOf(sideBySide(total, total)), { launches: 2, kernels: 1 });
  assertCompilesExactly("sums", sideBySide(total, total, total));
  assertCompilesNearly("softmax", sideBySide(rows, rows));
});

test("equal updates share their kernel", () => {
  const states = [float(40), float(40), float(40)];
  const updates = states.map((target) => ({ target, value: ops.mul(target, 2) }));
  const graph = { inputs: states, outputs: [], updates };
  assert.deepEqual(countsOf(graph), { launches: 3, kernels: 1 });
  assertCompilesExactly("updates", graph);
});

test("kernels that differ in anything but their buffers are their own", () => {
  const pairs: Record<string, readonly [(x: Value) => Value, (x: Value) => Value]> = {
    operation: [(x) => ops.maximum(x, 2), (x) => ops.minimum(x, 2)],
    constant: [(x) => ops.maximum(x, 2), (x) => ops.maximum(x, 1)],
    "sign of a zero": [(x) => ops.add(x, 0), (x) => ops.sub(ops.mul(x, 1), -0)],
    order: [(x) => ops.neg(x), (x) => ops.neg(ops.flip(x, [1]))],
    place: [
      (x) => ops.neg(ops.slice(x, { start: [0, 0], shape: [4, 18] })),
      (x) => ops.neg(ops.slice(x, { start: [1, 0], shape: [4, 18] })),
    ],
    shape: [(x) => total(x), (x) => total(ops.reshape(x, [9, 10]))],
    axes: [(x) => ops.sum(x, { axes: [0] }), (x) => ops.sum(x, { axes: [1] })],
    combination: [(x) => ops.sum(x, { axes: [1] }), (x) => ops.max(x, { axes: [1] })],
    "whether a value is wanted": [
      (x) => total(ops.mul(x, x)),
      (x) => ops.add(ops.mul(x, x), ops.reshape(total(ops.mul(x, x)), [5, 1])),
    ],
    "equal operands": [(x) => ops.mul(x, x), (x) => ops.mul(x, ops.flip(x, [0]))],
  };
  for (const [what, functions] of Object.entries(pairs)) {
    const graph = sideBySide(...functions);
    const { launches, kernels } = countsOf(graph);
    assert.equal(kernels, launches, what);
    assertCompilesExactly(what, graph);
  }
});

test("the layers of a deep network are written once", () => {
  const x = float(3, 20);
  const weights = Array.from({ length: 6 }, () => float(20, 20));
  const last = weights.reduce((y, w) => ops.tanh(ops.matmul(ops.softmax(y), w)), x);
  const found = gradients([ops.sum(last)], [ops.full([], 1)], weights);
  const graph = closed([x, ...weights], ...found);
  const { launches, kernels } = countsOf(graph);
  assert.ok(kernels <= launches / 2, `${kernels} kernels for ${launches} launches`);
  assertCompilesNearly("network", graph);
});
