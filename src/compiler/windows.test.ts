/** Convolutions by tiles of windows: edges, margins, layouts, what is computed from the sums, and gradients. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { Random } from "../base/random.ts";
import type { Value } from "../graph/node.ts";
import { convOp } from "../ops/conv.ts";
import * as ops from "../ops/index.ts";
import { tiledWindowsOf } from "./plan-winograd.ts";
import { assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";

function goesByWindows(x: Value, w: Value, options: ops.ConvOptions = {}): boolean {
  const { node } = ops.conv(x, w, options);
  const { property } = convOp;
  return tiledWindowsOf(property.contraction(node!.inputs, node!.attributes as never)) !== undefined;
}

test("only windows of 3 × 3 that move by one, with features and columns for vectors", () => {
  const [x, w] = [float(2, 16, 9, 8), float(16, 16, 3, 3)];
  assert.ok(goesByWindows(x, w));
  assert.ok(goesByWindows(x, w, { padding: 1 }));
  assert.ok(!goesByWindows(x, w, { stride: 2 }));
  assert.ok(!goesByWindows(x, w, { dilation: 2 }));
  assert.ok(!goesByWindows(x, float(16, 8, 3, 3), { groups: 2 }));
  assert.ok(!goesByWindows(x, float(15, 16, 3, 3)));
  assert.ok(!goesByWindows(float(2, 15, 9, 8), float(16, 15, 3, 3)));
  assert.ok(!goesByWindows(x, float(16, 16, 3, 2)));
  assert.ok(!goesByWindows(float(2, 16, 5, 8), w));
  assert.ok(!goesByWindows(float(2, 1025, 9, 8), float(16, 1025, 3, 3)));
  assert.ok(!goesByWindows(float(2, 16, 9, 8, 5), float(16, 16, 3, 3, 3)));
});

test("convolutions of random extents, with their gradients and what is computed from them", () => {
  const random = new Random(5);
  for (let i = 0; i < 8; i++) {
    const [images, features, columns] = [
      random.integer(1, 3),
      random.pick([16, 17, 24]),
      random.pick([16, 19, 33, 50]),
    ];
    const padding = random.pick([0, 1, [0, 2], [[2, 0], 1]] as const);
    const extents = [random.integer(6, 12), random.integer(6, 12)];
    const [x, w] = [float(images, features, ...extents), float(columns, features, 3, 3)];
    const bias = float(1, columns, 1, 1);
    const y = ops.conv(x, w, { padding });
    const [g, other] = [float(...y.shape), float(...y.shape)];
    const graph = closed(
      [x, w, bias, g, other],
      y,
      ops.add(ops.relu(ops.add(ops.conv(x, ops.neg(w), { padding }), ops.expand(bias, y.shape))), other),
      ...gradients([y], [g], [x, w]),
    );
    assertCompilesExactly(`${x.shape} by ${w.shape}, padding ${JSON.stringify(padding)}`, graph, i);
  }
});

test("images and weights whose axes lie in other orders, or of which some are left out", () => {
  const [images, weights] = [float(18, 7, 2, 9), float(3, 16, 3, 18)];
  const x = ops.permute(images, [2, 0, 3, 1]);
  const w = ops.flip(ops.permute(weights, [1, 3, 0, 2]), [2]);
  const some = ops.slice(x, { start: [1, 1, 1, 0], shape: [1, 16, 8, 7] });
  const someWeights = ops.slice(w, { start: [0, 2, 0, 0], shape: [16, 16, 3, 3] });
  const turned = ops.permute(ops.conv(x, w), [1, 2, 3, 0]);
  const graph = closed(
    [images, weights],
    turned,
    ops.conv(some, someWeights),
    ops.conv(some, someWeights, { padding: 1 }),
  );
  assertCompilesExactly("orders", graph);
});

test("several blocks of images, rows and columns, and rests of them", () => {
  for (const [images, high, wide] of [
    [36, 4, 4],
    [1, 4, 39],
    [1, 39, 5],
    [9, 11, 6],
  ] as const) {
    const [x, w] = [float(images, 64, high, wide), float(16, 64, 3, 3)];
    const graph = closed([x, w], ops.relu(ops.conv(x, w, { padding: 1 })));
    assertCompilesExactly(`${images} of ${high} × ${wide}`, graph);
  }
});
