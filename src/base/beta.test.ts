import assert from "node:assert/strict";
import { test } from "node:test";
import { beta } from "./beta.ts";
import { Random } from "./random.ts";

test("shares have the mean and the variance of Beta(α, α)", () => {
  for (const alpha of [0.1, 0.2, 0.5, 1, 2, 8]) {
    const random = new Random(11);
    const count = 20_000;
    const values = Array.from({ length: count }, () => beta(alpha, random));
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / count;
    const expected = 1 / (4 * (2 * alpha + 1));
    assert.ok(Math.abs(mean - 0.5) < 4 * Math.sqrt(expected / count), `mean ${mean} of α = ${alpha}`);
    assert.ok(Math.abs(variance / expected - 1) < 0.05, `variance ${variance} of α = ${alpha}`);
    assert.ok(values.every((value) => value >= 0 && value <= 1));
  }
});

test("shares of a small α are finite", () => {
  const random = new Random(3);
  for (let i = 0; i < 1000; i++) assert.ok(Number.isFinite(beta(0.001, random)));
});

test("Beta(1, 1) is even: each tenth holds its tenth", () => {
  const random = new Random(5);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[Math.min(9, Math.floor(10 * beta(1, random)))]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  assert.ok(chiSquare < 27.9, `χ² = ${chiSquare}, which 9 degrees of freedom pass once in a thousand`);
});
