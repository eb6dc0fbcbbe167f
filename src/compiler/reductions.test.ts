/** Compiled reductions: every count of terms at which the lowering changes its ways, over every kind of axis. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { longReduction, reductionBlock } from "./combine-terms.ts";
import { assertCompiles, assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";

const counts = [0, 1, 2, 5, 8, 13, 15, 16, 17, 33, 100];
const long = [longReduction, longReduction + 1, 2 * longReduction + reductionBlock - 7];

for (const [combine, over] of Object.entries({ sum: ops.sum, max: ops.max, argmax: ops.argmax })) {
  const reduce = (x: Value, axes: readonly number[]): Value => over(x, { axes });

  test(`${combine} of few terms over the first, middle, last and all axes`, () => {
    for (const count of counts) {
      if (count === 0 && combine !== "sum") continue;
      for (const others of [1, 5]) {
        const first = float(count, others);
        const last = float(others, count);
        const middle = float(2, count, others);
        const outer = float(2, others, count);
        const graph = closed(
          [first, last, middle, outer],
          reduce(first, [0]),
          reduce(last, [1]),
          reduce(middle, [1]),
          reduce(outer, [0, 2]),
          reduce(last, [0, 1]),
        );
        assertCompilesExactly(`${count} terms, ${others} others`, graph, count + 1);
      }
    }
  });

  test(`${combine} of many terms, which are cut into blocks`, () => {
    for (const count of long) {
      const flat = float(count);
      const last = float(2, count);
      const first = float(count, 5);
      const middle = float(2, count, 3);
      const graph = closed(
        [flat, last, first, middle],
        reduce(flat, [0]),
        reduce(middle, [1]),
        reduce(last, [1]),
        reduce(first, [0]),
        reduce(last, [0, 1]),
      );
      assertCompilesExactly(`${count} terms`, graph, count);
    }
  });

  test(`${combine} of permuted, expanded, sliced and computed inputs`, () => {
    const x = float(4, 17, 3);
    const y = float(1, 17, 1);
    const turned = ops.permute(x, [2, 0, 1]);
    const spread = ops.expand(y, [4, 17, 3]);
    const cut = ops.slice(x, { start: [3, 16, 0], step: [-2, -3, 2], shape: [2, 5, 2] });
    const computed = ops.add(ops.mul(x, spread), ops.expand(ops.reshape(ops.sum(x), [1, 1, 1]), [4, 17, 3]));
    const graph = closed(
      [x, y],
      reduce(turned, [2]),
      reduce(turned, [0]),
      reduce(turned, [0, 2]),
      reduce(turned, [0, 1, 2]),
      reduce(spread, [0]),
      reduce(spread, [1, 2]),
      reduce(cut, [1]),
      reduce(cut, [0, 2]),
      reduce(computed, [1]),
      reduce(computed, [0, 1]),
      reduce(ops.reshape(turned, [12, 17]), [1]),
    );
    assertCompilesExactly("moved", graph);
  });
}

test("a sum's bits depend on the number of its terms alone, not on where they lie", () => {
  for (const count of [7, 16, 40, 1_100, longReduction + 100]) {
    const x = float(3, count);
    const shapes = closed(
      [x],
      ops.sum(x, { axes: [1] }),
      ops.sum(ops.permute(x, [1, 0]), { axes: [0] }),
      ops.sum(ops.reshape(ops.permute(x, [1, 0]), [count, 3, 1]), { axes: [0] }),
    );
    const data = Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(i * 7.7) * 10 ** ((i % 5) - 2));
    const [last, turned, middle] = assertCompiles(`${count} terms`, shapes, [data], { tolerance: 1e-4 });
    assert.deepEqual(turned, last);
    assert.deepEqual(Float32Array.from(middle!), last);
  }
});

test("a sum over axes that lie apart equals the sum of the same terms laid out in one row", () => {
  const x = float(4, 3, 21);
  const rows = ops.reshape(ops.permute(x, [1, 0, 2]), [3, 84]);
  const graph = closed([x], ops.sum(x, { axes: [0, 2] }), ops.sum(rows, { axes: [1] }));
  const data = Float32Array.from({ length: 252 }, (_, i) => Math.cos(i * 1.3) * 3);
  const [apart, together] = assertCompiles("apart", graph, [data], { tolerance: 1e-5 });
  assert.deepEqual(apart, together);
});

test("integer sums wrap", () => {
  const big = ops.cast(float(40), "int32");
  const x = big.node.inputs[0]!;
  const graph = closed([x], ops.sum(ops.mul(big, ops.full([40], 2 ** 30, "int32"))));
  const data = Float32Array.from({ length: 40 }, (_, i) => i - 3);
  assertCompiles("wrapping", graph, [data], { tolerance: 0 });
});

test("argmax takes the first of equal elements, and the first NaN before all", () => {
  const rows: readonly (readonly number[])[] = [
    [1, 3, 3, 2],
    [Number.NaN, 3, 3, Number.NaN],
    [1, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN],
    [-0, 0, -0, 0],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, -1, Number.NaN, -1],
    [4, 4, 4, 4],
  ];
  const expected = [1, 0, 1, 0, 0, 2, 0];
  const x = float(7, 4);
  const graph = closed(
    [x],
    ops.argmax(x, { axes: [1] }),
    ops.argmax(ops.permute(x, [1, 0]), { axes: [0] }),
    ops.argmax(ops.expand(ops.reshape(x, [7, 1, 4]), [7, 5, 4]), { axes: [1, 2] }),
  );
  const results = assertCompiles("argmax", graph, [Float32Array.from(rows.flat())], { tolerance: 0 });
  for (const result of results) assert.deepEqual(Array.from(result), expected);
});

test("max knows −0 from +0 and hands NaN on, wherever it stands", () => {
  for (const count of [2, 5, 16, 17, 35, longReduction + 3]) {
    const x = float(5, count);
    const turned = ops.permute(x, [1, 0]);
    const graph = closed([x], ops.max(x, { axes: [1] }), ops.max(turned, { axes: [0] }));
    for (const at of [0, 1, Math.min(15, count - 1), count - 1]) {
      const data = new Float32Array(5 * count).fill(-0);
      data[count + at] = 0;
      data.fill(Number.NEGATIVE_INFINITY, 2 * count, 3 * count);
      data[3 * count + at] = Number.NaN;
      data.fill(-5, 4 * count, 5 * count);
      data[4 * count + at] = -4;
      const results = assertCompiles(`max of ${count}, ${at}`, graph, [data], { tolerance: 0 });
      for (const result of results) {
        const want = [-0, 0, Number.NEGATIVE_INFINITY, Number.NaN, -4];
        want.forEach((value, i) => {
          assert.ok(Object.is(result[i], value), `row ${i} of ${count}: ${result[i]}`);
        });
      }
    }
  }
});
