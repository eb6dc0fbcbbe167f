import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { Random } from "../base/random.ts";
import { type Graph, type Node, topologicalOrder, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import { meetingValues } from "./meeting-values.ts";
import { assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";

function meets(graph: Graph, value: Value): boolean {
  const order: readonly Node[] = topologicalOrder([
    ...graph.outputs,
    ...graph.updates.map((each) => each.value),
  ]);
  return meetingValues(graph, order).has(value);
}

/** Something that is dear to compute again. */
function dear(x: Value): Value {
  return ops.exp(ops.sin(x));
}

function squared(x: Value): Value {
  return ops.mul(x, x);
}

test("a value meets where all its readers lead to one elementwise node", () => {
  const x = float(5);
  const value = dear(x);
  assert.ok(meets(closed([x], ops.mul(value, value)), value));
  assert.ok(meets(closed([x], ops.relu(value)), value));
  assert.ok(meets(closed([x], ops.mul(value, ops.neg(ops.exp(value)))), value));
  assert.ok(meets(closed([x], ops.sum(ops.relu(value), { axes: [0] })), value));
});

test("a value does not meet that is read from outside, by another kind of node, or on ways apart", () => {
  const x = float(5, 5);
  const value = dear(x);
  assert.ok(!meets(closed([x], ops.relu(value), value), value));
  assert.ok(!meets(closed([x], ops.relu(value), ops.exp(value)), value));
  assert.ok(!meets(closed([x], ops.add(ops.relu(value), ops.permute(value, [1, 0]))), value));
  assert.ok(
    !meets(
      closed([x], ops.add(value, ops.expand(ops.sum(value, { axes: [0], keepDims: true }), [5, 5]))),
      value,
    ),
  );
  const gate = ops.exp(value);
  assert.ok(!meets(closed([x], ops.mul(value, gate), gate), value));
});

test("normalisation, shortcut and ReLU end in the product's kernel", () => {
  const [a, b, mean, scale, shift, short] = [
    float(4, 8),
    float(8, 12),
    float(12),
    float(12),
    float(12),
    float(4, 12),
  ];
  const along = (x: Value): Value => ops.expand(ops.reshape(x, [1, 12]), [4, 12]);
  const count = (graph: Graph): number =>
    compileGraph(graph, wasmTarget).steps.flatMap((step) => (step.kind === "phase" ? step.launches : []))
      .length;
  const sums = ops.matmul(a, b);
  const normal = ops.add(ops.mul(ops.sub(sums, along(mean)), along(scale)), along(shift));
  const graph = closed([a, b, mean, scale, shift, short], ops.relu(ops.add(normal, short)));
  assert.equal(count(graph), count(closed([a, b], sums)));
});

test("random chains of values that are read twice", () => {
  const random = new Random(5);
  for (let i = 0; i < 40; i++) {
    const [rows, columns] = [random.integer(0, 20), random.integer(0, 40)];
    const [x, y] = [float(rows, columns), float(rows, columns)];
    const values = [ops.matmul(x, ops.permute(y, [1, 0])), ops.matmul(y, ops.permute(x, [1, 0]))];
    const any = (): Value => values[random.integer(0, values.length)]!;
    for (let step = 0; step < 12; step++) {
      const [a, b] = [any(), any()];
      const made = [
        () => ops.relu(ops.add(a, b)),
        () => squared(ops.cast(ops.le(a, b), "float32")),
        () => ops.where(ops.le(a, b), ops.neg(a), b),
        () => ops.maximum(ops.neg(a), ops.sub(a, b)),
        () => ops.add(ops.permute(a, [1, 0]), b),
      ];
      values.push(made[random.integer(0, made.length)]!());
    }
    assertCompilesExactly(`chain ${i}`, closed([x, y], values.at(-1)!, any()), i);
  }
});
