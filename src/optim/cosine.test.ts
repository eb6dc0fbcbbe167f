import assert from "node:assert/strict";
import { test } from "node:test";
import { cosineOfHalfTurns } from "./cosine.ts";

test("cos(π x) to fifteen digits, over several turns of both signs", () => {
  for (let i = -4000; i <= 4000; i++) {
    const x = i / 997;
    // Math.cos gets π x rounded, which is off by up to 4π · 2⁻⁵³.
    assert.ok(Math.abs(cosineOfHalfTurns(x) - Math.cos(Math.PI * x)) < 3e-15, `at ${x}`);
  }
});

test("the points a schedule starts, turns and ends at are exact", () => {
  assert.deepEqual([0, 0.5, 1, 1.5, 2, -1].map(cosineOfHalfTurns).map(Math.abs), [1, 0, 1, 0, 1, 1]);
  assert.deepEqual([cosineOfHalfTurns(1), cosineOfHalfTurns(2), cosineOfHalfTurns(-1)], [-1, 1, -1]);
});
