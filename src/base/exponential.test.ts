import assert from "node:assert/strict";
import { test } from "node:test";
import { exponential } from "./exponential.ts";

test("the exponential is within a few units in the last place", () => {
  for (let x = -740; x <= 709.75; x += 0.40625) {
    const expected = Math.exp(x);
    assert.ok(Math.abs(exponential(x) - expected) <= Math.max(5e-324, 6e-16 * expected), `exp ${x}`);
  }
  assert.deepEqual([0, 1000, -1000].map(exponential), [1, Number.POSITIVE_INFINITY, 0]);
  assert.ok(Number.isNaN(exponential(Number.NaN)));
});
