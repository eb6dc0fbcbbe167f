import assert from "node:assert/strict";
import { test } from "node:test";
import { input, topologicalOrder, type Value } from "../graph/node.ts";
import {
  add,
  broadcastTo,
  cast,
  concat,
  conv,
  expand,
  flip,
  full,
  max,
  maxPool,
  mul,
  pad,
  permute,
  reshape,
  slice,
  sum,
  where,
} from "./index.ts";

const float = (...shape: number[]) => input({ shape, dtype: "float32" });

function names(value: Value): string[] {
  return topologicalOrder([value]).map((node) => node.op);
}

test("what changes nothing adds no node", () => {
  const x = float(2, 3);
  const same: Value[] = [
    reshape(x, [2, 3]),
    reshape(x, [-1, 3]),
    expand(x, [2, 3]),
    broadcastTo(x, [2, 3]),
    permute(x, [0, 1]),
    slice(x, { start: [0, 0], shape: [2, 3] }),
    flip(x, []),
    pad(x, { low: [0, 0], high: [0, 0] }),
    concat([x], 1),
    cast(x, "float32"),
    sum(x, { axes: [] }),
    max(x, { axes: [] }),
  ];
  for (const [i, value] of same.entries()) assert.equal(value, x, `case ${i}`);
  assert.equal(flip(float(1, 0), [0, 1]).node.op, "input");
});

test("binary builders broadcast by reshape and expand, as little as needed", () => {
  assert.deepEqual(names(add(float(2, 3), float(2, 3))), ["input", "input", "add"]);
  assert.deepEqual(names(add(float(2, 3), float(1, 3))), ["input", "input", "expand", "add"]);
  assert.deepEqual(names(add(float(3), float(2, 3))), ["input", "reshape", "expand", "input", "add"]);
  const outer = mul(float(2, 1), float(3));
  assert.deepEqual(outer.shape, [2, 3]);
});

test("numbers take the dtype of the other operand and are rounded to float32", () => {
  const x = input({ shape: [2], dtype: "int32" });
  assert.equal(mul(x, 3).dtype, "int32");
  assert.equal(where(cast(x, "bool"), 1, x).dtype, "int32");
  const third = topologicalOrder([mul(1 / 3, float())]).find(({ op }) => op === "constant");
  assert.equal(third!.attributes.value, Math.fround(1 / 3));
});

test("keepDims keeps reduced axes with extent 1, and negative axes count from the end", () => {
  const x = float(2, 3, 4);
  assert.deepEqual(sum(x, { axes: [-1, 0] }).shape, [3]);
  assert.deepEqual(sum(x, { axes: [-1, 0], keepDims: true }).shape, [1, 3, 1]);
  assert.deepEqual(max(x).shape, []);
  assert.deepEqual(full([2, 0], 1).shape, [2, 0]);
});

test("pooling in tiles needs no window, and an unpadded conv no pad", () => {
  assert.deepEqual(names(maxPool(float(1, 2, 4, 6), { size: 2 })), ["input", "reshape", "max"]);
  assert.deepEqual(names(maxPool(float(1, 2, 5), { size: 2 })), ["input", "window", "max"]);
  assert.deepEqual(names(conv(float(1, 2, 5), float(3, 2, 3))), ["input", "input", "conv"]);
});
