import assert from "node:assert/strict";
import { test } from "node:test";
import { input, Node } from "./node.ts";
import { verifyGraph } from "./verify.ts";

const row = { shape: [3], dtype: "float32" } as const;

test("a closed graph passes", () => {
  const x = input(row);
  const y = new Node("neg", [x], {}, [row]).outputs[0]!;
  verifyGraph({ inputs: [x], outputs: [y], updates: [{ target: x, value: y }] });
});

test("a graph that reads a value from outside is refused", () => {
  const y = new Node("neg", [input(row)], {}, [row]).outputs[0]!;
  assert.throws(() => verifyGraph({ inputs: [], outputs: [y], updates: [] }), /not among its inputs/);
});

test("updates must fit their targets, each once", () => {
  const x = input(row);
  const wide = new Node("pad", [x], {}, [{ shape: [4], dtype: "float32" }]).outputs[0]!;
  const negative = new Node("neg", [x], {}, [row]).outputs[0]!;
  const update = { target: x, value: negative };
  assert.throws(
    () => verifyGraph({ inputs: [x], outputs: [], updates: [{ target: x, value: wide }] }),
    /float32\[4\]/,
  );
  assert.throws(() => verifyGraph({ inputs: [x], outputs: [], updates: [update, update] }), /another update/);
});
