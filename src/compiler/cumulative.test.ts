/** Compiled cumulative sums: which axis, views, edges of vectors, shares. */

import { test } from "node:test";
import * as ops from "../ops/index.ts";
import { assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";

test("along each axis, forwards and backwards, of shapes around the vector width", () => {
  for (const shape of [[1], [17], [3, 16], [17, 5], [2, 3, 33], [4, 1, 7], [0, 3], [3, 0]]) {
    for (let axis = 0; axis < shape.length; axis++) {
      for (const reverse of [false, true]) {
        const x = float(...shape);
        assertCompilesExactly(`[${shape}] along ${axis}`, closed([x], ops.cumsum(x, { axis, reverse })));
      }
    }
  }
});

test("of views and of what is computed, and read as one", () => {
  const [x, y] = [float(6, 5), float(5)];
  const turned = ops.cumsum(ops.mul(ops.permute(x, [1, 0]), x.shape[0]!), { axis: 0 });
  const repeated = ops.cumsum(ops.broadcastTo(y, [3, 5]), { axis: 0 });
  const flipped = ops.flip(ops.cumsum(ops.flip(x, [1]), { axis: 1 }), [1]);
  assertCompilesExactly("views", closed([x, y], turned, repeated, flipped, ops.neg(turned)));
});

test("of so many elements that they are shared out", () => {
  const x = float(300, 70, 5);
  assertCompilesExactly("rows", closed([x], ops.cumsum(x, { axis: 1 })));
});
