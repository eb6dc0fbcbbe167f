import assert from "node:assert/strict";
import { test } from "node:test";
import { input, topologicalOrder, type Value } from "../graph/node.ts";
import { add, constant, mul, scan, sum } from "../ops/index.ts";
import { HostStorage, leaf } from "./storage.ts";
import { SubgraphCollector } from "./subgraph.ts";

const data = (shape: number[]) =>
  leaf({ shape, dtype: "float32" }, new HostStorage(new Float32Array(shape.reduce((a, b) => a * b, 1))));

function subgraphOf(...outputs: Value[]) {
  const collector = new SubgraphCollector();
  for (const output of outputs) collector.reach(output);
  return collector.finish(outputs, []);
}

test("equal computations have equal keys, others do not", () => {
  const build = (shape = [3], number = 0, flip = false) => {
    const [x, y] = [data(shape), data(shape)];
    return subgraphOf(sum(flip ? mul(y, add(x, number)) : mul(add(x, number), y))).key();
  };
  assert.equal(build(), build());
  const keys = [build(), build([4]), build([3, 1]), build([3], 1), build([3], -0), build([3], 0, true)];
  assert.equal(new Set(keys).size, keys.length);
});

test("the same data is one input, also through several values", () => {
  const storage = new HostStorage(Float32Array.of(1));
  const [a, b] = [
    leaf({ shape: [1], dtype: "float32" }, storage),
    leaf({ shape: [1], dtype: "float32" }, storage),
  ];
  const shared = subgraphOf(add(a, b));
  assert.equal(shared.storages.length, 1);
  assert.notEqual(shared.key(), subgraphOf(add(data([1]), data([1]))).key());
});

test("bodies of scans count by what they compute", () => {
  const looped = (factor: number) => {
    const { carries } = scan({ carries: [data([2])], sequences: [data([5, 2])] }, ([total], [x]) => ({
      carries: [add(total!, mul(x!, constant(factor)))],
    }));
    return subgraphOf(...carries).key();
  };
  assert.equal(looped(2), looped(2));
  assert.notEqual(looped(2), looped(3));
});

test("the closed graph is a copy that stops at data", () => {
  const x = data([3]);
  const y = mul(x, x);
  const graph = subgraphOf(sum(y), y).close();
  assert.deepEqual(
    topologicalOrder(graph.outputs).map(({ op }) => op),
    ["input", "mul", "sum"],
  );
  assert.ok(!topologicalOrder(graph.outputs).includes(x.node));
  assert.equal(graph.outputs[1], graph.outputs[0]!.node.inputs[0]);
  assert.throws(() => subgraphOf(sum(input({ shape: [3], dtype: "float32" }))), /input without data/);
});
