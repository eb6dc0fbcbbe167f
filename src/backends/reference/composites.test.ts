/** What composites mean, told by plain loops. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../base/dtype.ts";
import { input, type Value } from "../../graph/node.ts";
import * as ops from "../../ops/index.ts";
import { interpretGraph } from "./interpret.ts";

function run(build: (...values: Value[]) => Value, ...inputs: [number[], number[], DType?][]): number[] {
  const values = inputs.map(([, shape, dtype = "float32"]) => input({ shape, dtype }));
  const graph = { inputs: values, outputs: [build(...values)], updates: [] };
  const data = inputs.map(([elements]) => Float64Array.from(elements));
  return [...interpretGraph(graph, data)[0]!];
}

test("a dynamic slice starts inside, wherever it is told to start", () => {
  const x = [0, 1, 2, 3, 4, 5];
  const at = (start: number) =>
    run((v, s) => ops.dynamicSlice(v, s, { size: 2, axis: -1 }), [x, [2, 3]], [[start], [], "int32"]);
  assert.deepEqual(at(-7), [0, 1, 3, 4]);
  assert.deepEqual(at(1), [1, 2, 4, 5]);
  assert.deepEqual(at(9), [1, 2, 4, 5]);
});

test("a dynamic update replaces as many elements as it has, inside", () => {
  const x = [0, 1, 2, 3];
  const at = (start: number, update: number[]) =>
    run((v, u, s) => ops.dynamicUpdate(v, u, s), [x, [4]], [update, [update.length]], [[start], [], "int32"]);
  assert.deepEqual(at(1, [8, 9]), [0, 8, 9, 3]);
  assert.deepEqual(at(3, [8, 9]), [0, 1, 8, 9]);
  assert.deepEqual(at(-3, [8]), [8, 1, 2, 3]);
  assert.deepEqual(at(2, []), x);
  assert.deepEqual(at(2, [4, 5, 6, 7]), [4, 5, 6, 7]);
});

test("reading what was written gives it back", () => {
  const [x, u] = [Array.from({ length: 30 }, (_, i) => i), [-1, -2, -3, -4]];
  const back = run(
    (v, w, s) => ops.dynamicSlice(ops.dynamicUpdate(v, w, s, { axis: 1 }), s, { axis: 1, size: 2 }),
    [x, [2, 15]],
    [u, [2, 2]],
    [[14], [], "int32"],
  );
  assert.deepEqual(back, u);
});

test("least elements and their places, to the ends of int32", () => {
  const least = -(2 ** 31);
  assert.deepEqual(
    run(
      (x) => ops.min(x, { axes: [1] }),
      [
        [3, 1, 2, 1, 5, 4],
        [2, 3],
      ],
    ),
    [1, 1],
  );
  assert.deepEqual(
    run(
      (x) => ops.argmin(x, { axes: [1] }),
      [
        [3, 1, 1, 1, 5, 4],
        [2, 3],
      ],
    ),
    [1, 0],
  );
  assert.deepEqual(
    run((x) => ops.argmin(x), [[3, Number.NaN, 1], [3]]),
    [1],
  );
  assert.deepEqual(
    run((x) => ops.min(x), [[2 ** 31 - 1, least, 0], [3], "int32"]),
    [least],
  );
  assert.deepEqual(
    run((x) => ops.argmin(x), [[0, least, 0], [3], "int32"]),
    [1],
  );
});

test("products over some axes, all, and none", () => {
  const x = [1, 2, 3, 4, 5, 6];
  assert.deepEqual(
    run((v) => ops.prod(v, { axes: [0] }), [x, [2, 3]]),
    [4, 10, 18],
  );
  assert.deepEqual(
    run((v) => ops.prod(v, { axes: [1], keepDims: true }), [x, [2, 3]]),
    [6, 120],
  );
  assert.deepEqual(
    run((v) => ops.prod(v), [x, [6], "int32"]),
    [720],
  );
  assert.deepEqual(
    run((v) => ops.prod(v, { axes: [0] }), [[], [0, 2]]),
    [1, 1],
  );
});

test("whole quotients and their remainders, as Python's", () => {
  const [a, b] = [
    [7, 7, -7, -7, 6, 5],
    [2, -2, 2, -2, 3, 0],
  ];
  const whole = (build: typeof ops.mod) => run(build, [a, [6], "int32"], [b, [6], "int32"]);
  assert.deepEqual(whole(ops.floorDivide), [3, -4, -4, 3, 2, 0]);
  assert.deepEqual(whole(ops.mod), [1, -1, 1, -1, 0, 5]);
  assert.deepEqual(
    run((x) => ops.mod(x, 2), [[-2.5, 2.5], [2]]),
    [1.5, 0.5],
  );
});

test("bits of int32, and exclusive or of truth values", () => {
  const pair = (build: typeof ops.and) => run(build, [[12, -1], [2], "int32"], [[10, 255], [2], "int32"]);
  assert.deepEqual(
    [pair(ops.and), pair(ops.or), pair(ops.xor)],
    [
      [8, 255],
      [14, -1],
      [6, -256],
    ],
  );
  assert.deepEqual(run(ops.not, [[0, -1], [2], "int32"]), [-1, 0]);
  assert.deepEqual(run(ops.xor, [[0, 1], [2], "bool"], [[1, 1], [2], "bool"]), [1, 0]);
});

test("numbers that are none", () => {
  const x = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  assert.deepEqual(run(ops.areNaN, [x, [5]]), [0, 0, 1, 0, 0]);
  assert.deepEqual(run(ops.areFinite, [x, [5]]), [1, 1, 0, 0, 0]);
  assert.deepEqual(run(ops.areFinite, [[-(2 ** 31)], [1], "int32"]), [1]);
});

test("triangles of batches", () => {
  const ones = new Array(12).fill(1);
  assert.deepEqual(
    run((x) => ops.tril(x), [ones, [2, 2, 3]]),
    [1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0],
  );
  assert.deepEqual(
    run((x) => ops.triu(x, { diagonal: 1 }), [ones, [4, 3]]),
    [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0],
  );
  assert.deepEqual(
    run(() => ops.eye(2, 3)),
    [1, 0, 0, 0, 1, 0],
  );
});
