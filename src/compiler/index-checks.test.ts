/** Indices outside are told of, wherever in a graph they are used. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { interpretGraph } from "../backends/reference/interpret.ts";
import { type Graph, input, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { faultOf, withIndexChecks } from "./index-checks.ts";
import { assertCompiles, closed, float } from "./run-compiled.testing.ts";

const int = (...shape: number[]): Value => input({ shape, dtype: "int32" });

/** The messages after a run. */
function faults(graph: Graph, ...inputs: number[][]): string[] {
  const { graph: checked, bounds } = withIndexChecks(graph);
  const results = interpretGraph(
    checked,
    inputs.map((each) => Float64Array.from(each)),
  );
  return bounds.flatMap((bound, i) => {
    const fault = faultOf(results[i]![0]!, bound);
    return fault === undefined ? [] : [fault.message.split(":")[0]!];
  });
}

test("the index farthest outside is told with the op and its extent", () => {
  const [x, n] = [float(3, 2), int(4)];
  const graph = closed([x, n], ops.gather(x, n));
  const zeros = [0, 0, 0, 0, 0, 0];
  assert.deepEqual(faults(graph, zeros, [0, 1, 2, 2]), []);
  assert.deepEqual(faults(graph, zeros, [0, 3, 2, -1]), [
    "Cannot gather along axis 0 of [3, 2] with the index 3",
  ]);
  assert.deepEqual(faults(graph, zeros, [0, 3, -4, 0]), [
    "Cannot gather along axis 0 of [3, 2] with the index -4",
  ]);
  const least = -(2 ** 31);
  assert.match(faults(graph, zeros, [least, 0, 0, 0])[0]!, /one beyond -536870912/);
  assert.match(faults(graph, zeros, [2 ** 31 - 1, 0, 0, 0])[0]!, /one beyond 536870912/);
  assert.match(
    faultOf(1, { extent: 0, what: "gather" })!.message,
    /index 0: expected none, for there is nothing/,
  );
});

test("one check for a gather and its gradient, none without indices", () => {
  const [x, n] = [float(3, 2), int(4)];
  const loss = ops.sum(ops.gather(x, n));
  const graph = closed([x, n], loss, ...gradients([loss], [ops.full([], 1)], [x]));
  assert.equal(withIndexChecks(graph).bounds.length, 1);
  assert.equal(withIndexChecks(closed([x], ops.neg(x))).bounds.length, 0);
  const nothing = int(0);
  assert.equal(withIndexChecks(closed([x, nothing], ops.gather(x, nothing))).bounds.length, 0);
});

test("labels, scatters, places along an axis", () => {
  const [x, n, u] = [float(2, 3), int(2), float(2)];
  const graph = closed(
    [x, n, u],
    ops.crossEntropy(x, n),
    ops.scatterAdd(n, u, { shape: [4] }),
    ops.takeAlongAxis(x, ops.reshape(n, [2, 1])),
  );
  assert.deepEqual(faults(graph, [0, 0, 0, 0, 0, 0], [5, -5], [1, 1]), [
    "Cannot take the cross-entropy over 3 classes with the index -5",
    "Cannot scatter along axis 0 of [4] with the index -5",
    "Cannot take elements along axis 1 of [2, 3] with the index -5",
  ]);
});

test("in steps of scans, in checkpoints and their gradients, and in custom ops", () => {
  const [table, steps, n] = [float(3, 2), int(4), int(2)];
  const { carries } = ops.scan(
    { carries: [ops.zeros([2])], sequences: [steps], constants: [table] },
    ([c], [i], [t]) => ({
      carries: [ops.add(c!, ops.gather(t!, i!))],
    }),
  );
  const [again] = ops.checkpoint([table], [ops.sin(ops.gather(table, n))]);
  const [own] = ops.custom([table], {
    name: "rows",
    forward: (t) => [ops.gather(t!, n)],
    vjp: () => [undefined],
  });
  const loss = ops.add(ops.sum(carries[0]!), ops.add(ops.sum(again!), ops.sum(own!)));
  const graph = closed([table, steps, n], loss, ...gradients([loss], [ops.full([], 1)], [table]));
  const what = "Cannot gather along axis 0 of [3, 2] with the index";
  const zeros = [0, 0, 0, 0, 0, 0];
  assert.deepEqual(faults(graph, zeros, [0, 1, 2, 0], [1, 2]), []);
  const found = faults(graph, zeros, [0, 1, 7, 0], [1, -2]);
  assert.ok(found.includes(`${what} 7`) && found.includes(`${what} -2`), found.join());
  const checked = withIndexChecks(graph).graph;
  const data = [Float32Array.of(1, 2, 3, 4, 5, 6), Int32Array.of(0, 1, 7, 0), Int32Array.of(1, -2)];
  assertCompiles("checked", checked, data, { tolerance: 1e-5 });
});
