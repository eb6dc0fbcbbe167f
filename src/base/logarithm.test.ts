import assert from "node:assert/strict";
import { test } from "node:test";
import { logarithm } from "./logarithm.ts";

test("the logarithm is within a few units in the last place", () => {
  assert.equal(logarithm(1), 0);
  for (const x of [
    1e-300,
    2 ** -48,
    0.1,
    0.5,
    0.7,
    Math.SQRT1_2,
    0.999,
    1.001,
    Math.SQRT2,
    1.5,
    3,
    1e10,
    1e300,
  ]) {
    const expected = Math.log(x);
    assert.ok(Math.abs(logarithm(x) - expected) <= 1e-15 * Math.max(Math.abs(expected), 1e-3), `log ${x}`);
  }
});
