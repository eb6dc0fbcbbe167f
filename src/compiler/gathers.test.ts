/** Compiled gathers and scatters: where the index stands, views, edges, and the order of addition. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { Random } from "../base/random.ts";
import { input, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import {
  assertCompiles,
  assertCompilesExactly,
  assertSameBits,
  closed,
  drawn,
  float,
} from "./run-compiled.testing.ts";

const int = (...shape: number[]): Value => input({ shape, dtype: "int32" });

test("rows, columns, pages and single elements, of views too, by indices of any shape", () => {
  for (const [shape, axis] of [
    [[5, 17], 0],
    [[5, 17], 1],
    [[3, 4, 5], 1],
    [[4, 1, 16], 0],
    [[7], 0],
    [[2, 3, 4, 33], 2],
  ] as const) {
    for (const indices of [[], [1], [6], [3, 2], [0], [2, 0, 3], [19]]) {
      const [x, n] = [float(...shape), int(...indices)];
      const picked = ops.gather(x, n, { axis });
      const g = float(...picked.shape);
      const scattered = ops.scatterAdd(n, g, { axis, shape });
      const what = `[${shape}] by [${indices}] along ${axis}`;
      assertCompilesExactly(what, closed([x, n, g], picked, scattered));
    }
  }
});

test("sources, indices and updates that are permuted, flipped, expanded or computed", () => {
  const [x, n, u] = [float(6, 5), int(2, 3), float(4)];
  const turned = ops.permute(x, [1, 0]);
  const same = ops.expand(ops.slice(x, { start: [0, 0], shape: [1, 5] }), [6, 5]);
  const indices = ops.maximum(ops.permute(n, [1, 0]), 0);
  const outputs = [
    ops.gather(turned, indices, { axis: 1 }),
    ops.gather(ops.flip(turned, [0]), indices),
    ops.gather(same, indices),
    ops.gather(ops.mul(x, x), ops.iota([4], 0)),
    ops.gather(x, ops.constant(3, "int32")),
    ops.scatterAdd(indices, ops.expand(ops.reshape(u, [1, 1, 4]), [3, 2, 4]), { shape: [5, 4] }),
    ops.scatterAdd(ops.iota([4], 0), ops.neg(u), { shape: [6] }),
    ops.scatterAdd(ops.expand(ops.reshape(n, [6]), [6]), ops.permute(x, [0, 1]), { shape: [4, 5] }),
    ops.gather(n, n, { axis: 0 }),
  ];
  assertCompilesExactly("views", closed([x, n, u], ...outputs));
});

test("an index outside is NaN in float32, 0 in other dtypes, and its update is dropped", () => {
  const [x, n, u] = [float(3, 5), int(6), float(6, 5)];
  const whole = ops.cast(x, "int32");
  const graph = closed(
    [x, n, u],
    ops.gather(x, n),
    ops.gather(whole, n),
    ops.gather(ops.lt(x, 0), n),
    ops.scatterAdd(n, u, { shape: [3, 5] }),
    ops.gather(float0(x), n),
  );
  const [values, , updates] = drawn([x, n, u], 3, true);
  const indices = Int32Array.of(-1, 3, 2 ** 31 - 1, -(2 ** 31), 2, 0);
  const [floats, integers, truths, sums, none] = assertCompiles(
    "outside",
    graph,
    [values!, indices, updates!],
    {
      tolerance: 0,
    },
  );
  assert.ok(floats!.subarray(0, 20).every(Number.isNaN));
  assert.deepEqual([...floats!.subarray(20)], [...values!.subarray(10), ...values!.subarray(0, 5)]);
  for (const results of [integers!, truths!])
    assert.ok(results.subarray(0, 20).every((value) => value === 0));
  assert.deepEqual([...sums!.subarray(5, 10)], [0, 0, 0, 0, 0]);
  assert.deepEqual([...sums!.subarray(0, 5)], [...updates!.subarray(25)]);
  assert.ok(none!.every(Number.isNaN));
});

/** No rows of x. */
function float0(x: Value): Value {
  return ops.slice(x, { start: [0, 0], shape: [0, 5] });
}

test("inside a scan the indices of a step pick from a table and add to a carry", () => {
  const [table, rows, g] = [float(4, 3), int(5, 2), float(5, 2, 3)];
  const { carries, outputs } = ops.scan(
    { carries: [ops.zeros([4, 3])], sequences: [rows, g], constants: [table] },
    ([total], [n, u], [constants]) => ({
      carries: [ops.add(total!, ops.scatterAdd(n!, u!, { shape: [4, 3] }))],
      outputs: [ops.gather(constants!, ops.maximum(n!, 0))],
    }),
  );
  assertCompilesExactly("scan", closed([table, rows, g], ...carries, ...outputs));
});

test("repeated indices add in their order: the same bits as one after the other, on 1, 2 and 7 threads", () => {
  const random = new Random(5);
  for (const [count, rows, width] of [
    [3000, 7, 100],
    [400, 50, 1],
    [1, 3, 5000],
  ] as const) {
    const [n, u] = [int(count), float(count, width)];
    const scattered = ops.scatterAdd(n, u, { shape: [rows, width] });
    const across = ops.scatterAdd(n, ops.permute(u, [1, 0]), { axis: 1, shape: [width, rows] });
    const graph = closed([n, u], scattered, ops.permute(across, [1, 0]), ops.gather(scattered, n));
    const indices = Int32Array.from({ length: count }, () => random.integer(-1, rows + 1));
    const updates = Float32Array.from({ length: count * width }, () => random.uniform(-1, 1));
    const want = new Float32Array(rows * width);
    indices.forEach((row, i) => {
      if (row < 0 || row >= rows) return;
      for (let c = 0; c < width; c++) want[row * width + c]! += updates[i * width + c]!;
    });
    for (const threads of [1, 2, 7]) {
      const device = createWasmDevice({ platform: nodePlatform, threads, leastSharedWork: 0 });
      const [got, turned, back] = device.compile(graph).run([indices, updates]);
      device.close();
      assertSameBits(got!, want, `${threads} threads`);
      assertSameBits(turned!, want, `${threads} threads, along the last axis`);
      const row = indices.findIndex((each) => each >= 0 && each < rows);
      const at = indices[row]! * width;
      assertSameBits(
        back!.slice(row * width, (row + 1) * width),
        want.slice(at, at + width),
        `${threads} threads, read back`,
      );
    }
  }
});

test("rows are spread over chunks, whose number does not grow with that of the indices", () => {
  const chunksOf = (count: number, width: number): number => {
    const [n, u] = [int(count), float(count, width)];
    const graph = closed([n, u], ops.scatterAdd(n, u, { shape: [1000, width] }));
    const launches = compileGraph(graph, wasmTarget).steps.flatMap((step) =>
      step.kind === "phase" ? step.launches.filter(({ kernel }) => kernel.name === "scatterAdd") : [],
    );
    return launches.reduce(
      (sum, { kernel }) => sum + kernel.grid.reduce((product, { extent }) => product * extent, 1),
      0,
    );
  };
  assert.equal(chunksOf(8192, 256), 16);
  assert.equal(chunksOf(100_000, 256), 16);
  assert.equal(chunksOf(64, 256), 1);
});
