import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { GaussianFit } from "./gaussian-fit.ts";

test("GaussianFit tells the density of points as the formula for two numbers does", () => {
  const points = Float32Array.of(1, 2, 3, 1, 0, 5, 2, 2);
  const told = new GaussianFit(points, 2).logLikelihood(Float32Array.of(1, 1));
  const [meanX, meanY] = [1.5, 2.5];
  const pairs = [0, 1, 2, 3].map((i) => [points[2 * i]! - meanX, points[2 * i + 1]! - meanY] as const);
  const mean = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair) / 4, 0);
  const [xx, xy, yy] = [mean(([x]) => x * x), mean(([x, y]) => x * y), mean(([, y]) => y * y)];
  const determinant = xx * yy - xy * xy;
  const [x, y] = [1 - meanX, 1 - meanY];
  const distance = (yy * x * x - 2 * xy * x * y + xx * y * y) / determinant;
  assert.ok(Math.abs(told - (-0.5 * distance - Math.log(2 * Math.PI) - 0.5 * Math.log(determinant))) < 1e-9);
});

test("GaussianFit comes to the entropy of what it was drawn from, and refuses what has no spread", () => {
  const random = new Random(1);
  const drawn = Float32Array.from({ length: 3 * 20_000 }, () => 2 * random.normal());
  const entropy = 1.5 * (1 + Math.log(2 * Math.PI)) + 3 * Math.log(2);
  assert.ok(Math.abs(new GaussianFit(drawn, 3).logLikelihood(drawn) + entropy) < 0.03);
  assert.throws(() => new GaussianFit(Float32Array.of(1, 1, 2, 2, 3, 3), 2), /in that of feature 1/);
});
