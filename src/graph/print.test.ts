import assert from "node:assert/strict";
import { test } from "node:test";
import { input, Node } from "./node.ts";
import { printGraph } from "./print.ts";

test("a graph prints one node a line, with types, attributes, results and updates", () => {
  const x = input({ shape: [2, 3], dtype: "float32" });
  const total = new Node("sum", [x], { axes: [1] }, [{ shape: [2], dtype: "float32" }]).outputs[0]!;
  const state = input({ shape: [2], dtype: "float32" });
  const graph = { inputs: [x, state], outputs: [total], updates: [{ target: state, value: total }] };
  assert.equal(
    printGraph(graph),
    [
      "%0 = input : float32[2, 3]",
      "%1 = input : float32[2]",
      "%2 = sum(%0) { axes = [1] } : float32[2]",
      "return %2",
      "update %1 = %2",
    ].join("\n"),
  );
});
