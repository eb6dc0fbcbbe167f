import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graph, input, topologicalOrder, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { simplify } from "./simplify.ts";

const x = input({ shape: [2, 3], dtype: "float32" });
const y = input({ shape: [2, 3], dtype: "float32" });

function simplified(...outputs: Value[]): readonly Value[] {
  return simplify({ inputs: [x, y], outputs, updates: [] }).outputs;
}

function same(a: Value, b: Value): boolean {
  const [left, right] = simplified(a, b);
  return left === right;
}

test("equal nodes become one, and so do their users", () => {
  assert.ok(same(ops.tanh(ops.add(x, y)), ops.tanh(ops.add(x, y))));
  const [a, b, c] = simplified(ops.mul(ops.tanh(x), ops.tanh(x)), ops.tanh(x), ops.neg(ops.tanh(x)));
  assert.equal(a!.node.inputs[0], b);
  assert.equal(a!.node.inputs[1], b);
  assert.equal(c!.node.inputs[0], b);
});

test("nodes that differ in operation, order of inputs or attributes stay apart", () => {
  assert.ok(!same(ops.tanh(x), ops.exp(x)));
  assert.ok(!same(ops.sub(x, y), ops.sub(y, x)));
  assert.ok(!same(ops.add(x, x), ops.add(x, y)));
  assert.ok(!same(ops.sum(x, { axes: [0] }), ops.sum(x, { axes: [1] })));
  assert.ok(!same(ops.sum(x, { axes: [] }), ops.sum(x, { axes: [0, 1] })));
  assert.ok(!same(ops.reshape(x, [6]), ops.reshape(x, [3, 2])));
  assert.ok(!same(ops.reshape(x, [1, 6]), ops.reshape(x, [6])));
  assert.ok(!same(ops.constant(1, "int32"), ops.constant(1)));
  assert.ok(!same(ops.constant(1), ops.constant(2)));
  assert.ok(
    !same(ops.slice(x, { start: [0, 1], shape: [1, 1] }), ops.slice(x, { start: [1, 0], shape: [1, 1] })),
  );
});

test("constants of −0, +0 and NaN", () => {
  assert.ok(!same(ops.constant(0), ops.constant(-0)));
  assert.ok(same(ops.constant(-0), ops.constant(-0)));
  assert.ok(same(ops.constant(Number.NaN), ops.constant(Number.NaN)));
  assert.ok(
    !same(
      ops.pad(x, { low: [1, 0], high: [0, 0], value: -0 }),
      ops.pad(x, { low: [1, 0], high: [0, 0], value: 0 }),
    ),
  );
});

test("inputs are never merged, and different outputs of a node stay apart", () => {
  assert.ok(!same(x, y));
  const step = ([a, b]: readonly Value[]) => ({ carries: [b!, a!] });
  const { carries } = ops.scan({ carries: [x, y], length: 3 }, step);
  const [first, second] = simplified(carries[0]!, carries[1]!);
  assert.equal(first!.node, second!.node);
  assert.notEqual(first!.index, second!.index);
});

test("scans merge when they have the same body, and not with another", () => {
  const scan = ops.scan({ carries: [x], length: 2 }, ([a]) => ({ carries: [ops.add(a!, 1)] }));
  const other = ops.scan({ carries: [x], length: 2 }, ([a]) => ({ carries: [ops.add(a!, 2)] }));
  const { attributes } = scan.carries[0]!.node;
  const again = ops.scanOp.infer([x], attributes as ops.ScanAttributes);
  assert.deepEqual(again[0]!.shape, [2, 3]);
  assert.ok(!same(scan.carries[0]!, other.carries[0]!));
});

test("updates are simplified with the outputs, and inputs stay what they are", () => {
  const graph: Graph = {
    inputs: [x, y],
    outputs: [ops.add(x, y), x],
    updates: [{ target: y, value: ops.add(x, y) }],
  };
  const result = simplify(graph);
  assert.deepEqual(result.inputs, [x, y]);
  assert.equal(result.outputs[1], x);
  assert.equal(result.updates[0]!.target, y);
  assert.equal(result.updates[0]!.value, result.outputs[0]);
});

test("a graph without equal nodes keeps its nodes", () => {
  const value = ops.tanh(ops.matmul(x, ops.permute(y, [1, 0])));
  const [kept] = simplified(value);
  assert.equal(kept, value);
  assert.equal(topologicalOrder([kept!]).length, topologicalOrder([value]).length);
});
