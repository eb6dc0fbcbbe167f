/** Compiled sorts: ties, NaN, views, lengths around powers of two, and shares. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { input } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { assertCompiles, assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";

test("along each axis, both ways, with ties, of lengths around powers of two", () => {
  for (const shape of [[1], [2], [3], [17], [31], [3, 16], [33, 2], [2, 5, 3], [0, 3], [3, 0]]) {
    for (let axis = 0; axis < shape.length; axis++) {
      for (const descending of [false, true]) {
        const x = float(...shape);
        const { values, indices } = ops.sort(x, { axis, descending });
        assertCompilesExactly(`[${shape}] along ${axis}`, closed([x], values, indices));
      }
    }
  }
});

test("of views, of what is computed, of integers, and read as one", () => {
  const [x, y, n] = [float(6, 5), float(5), input({ shape: [4, 9], dtype: "int32" })];
  const turned = ops.sort(ops.mul(ops.permute(x, [1, 0]), -2), { axis: 0 });
  const repeated = ops.sort(ops.broadcastTo(y, [3, 5]), { axis: 0 });
  const flipped = ops.topK(ops.flip(x, [1]), { k: 2 });
  const whole = ops.sort(n, { axis: 0, descending: true });
  const outputs = [turned, repeated, flipped, whole].flatMap(({ values, indices }) => [values, indices]);
  const again = ops.takeAlongAxis(n, whole.indices, { axis: 0 });
  assertCompilesExactly("views", closed([x, y, n], ...outputs, again, ops.neg(turned.values)));
});

test("NaN counts as greatest, infinities and zeros of both signs lie where they should", () => {
  const x = float(3, 12);
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1];
  const random = new Random(4);
  const data = Float32Array.from({ length: 36 }, () => random.pick(special));
  const outputs = [false, true].flatMap((descending) => Object.values(ops.sort(x, { descending })));
  assertCompiles("special numbers", closed([x], ...outputs), [data], { tolerance: 0 });
});

test("so many elements that merges are shared out", () => {
  const x = float(3, 20_011);
  const { values, indices } = ops.sort(x);
  const random = new Random(1);
  const data = Float32Array.from({ length: 60_033 }, () => random.integer(0, 5_000));
  const [sorted] = assertCompiles("long rows", closed([x], values, indices), [data], { tolerance: 0 });
  assert.deepEqual(sorted!.subarray(0, 20_011), data.slice(0, 20_011).sort());
});

test("places of an axis that are no places give NaN, not another row's element", () => {
  const [x, n] = [float(2, 3), input({ shape: [2, 2], dtype: "int32" })];
  const graph = closed([x, n], ops.takeAlongAxis(x, n));
  const data = [Float32Array.of(0, 1, 2, 3, 4, 5), Int32Array.of(-1, 2, 3, 0)];
  const [got] = assertCompiles("outside", graph, data, { tolerance: 0 });
  assert.deepEqual(got, Float32Array.of(Number.NaN, 2, Number.NaN, 3));
});
