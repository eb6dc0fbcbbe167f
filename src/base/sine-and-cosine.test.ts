import assert from "node:assert/strict";
import { test } from "node:test";
import { sineAndCosine } from "./sine-and-cosine.ts";

test("sine and cosine are within a few units in the last place, and exact at quarters", () => {
  for (let angle = -20; angle <= 20; angle += 0.0625) {
    const [sine, cosine] = sineAndCosine(angle);
    assert.ok(Math.abs(sine - Math.sin(angle)) <= 4e-16, `sin ${angle}`);
    assert.ok(Math.abs(cosine - Math.cos(angle)) <= 4e-16, `cos ${angle}`);
  }
  for (const [quarters, sine, cosine] of [
    [0, 0, 1],
    [1, 1, 0],
    [2, 0, -1],
    [3, -1, 0],
    [-1, -1, 0],
  ] as const) {
    const found = sineAndCosine((quarters * Math.PI) / 2);
    for (const [i, expected] of [sine, cosine].entries()) assert.ok(Math.abs(found[i]! - expected) <= 2e-16);
  }
});
