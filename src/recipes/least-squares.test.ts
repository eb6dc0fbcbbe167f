import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../tensor/index.ts";
import { leastSquares } from "./least-squares.ts";

test("it finds a line's slope and height by the closed form", () => {
  const points = [1, 2, 4, 7].map((x, i) => [x, [3, 1, 8, 5][i]!] as const);
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
    points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const [found, height] = leastSquares(
    points.map(([x]) => [x, 1]),
    points.map(([, y]) => [y]),
  );
  assert.ok(Math.abs(found![0]! - slope) < 1e-8 && Math.abs(height![0]! - (my - slope * mx)) < 1e-8);
});

test("errors stand at right angles to all features, for each output", () => {
  const random = new Random(3);
  const x = Array.from({ length: 30 }, () => Array.from({ length: 5 }, () => random.normal()));
  const y = Array.from({ length: 30 }, () => [random.normal(), random.normal()]);
  const w = leastSquares(x, y);
  for (let feature = 0; feature < 5; feature++) {
    for (let output = 0; output < 2; output++) {
      const along = x.reduce((sum, row, n) => {
        const told = row.reduce((whole, value, i) => whole + value * w[i]![output]!, 0);
        return sum + row[feature]! * (y[n]![output]! - told);
      }, 0);
      assert.ok(Math.abs(along) < 1e-7, `${along}`);
    }
  }
});

test("features that are alike, or nothing, do no harm", () => {
  const w = leastSquares(
    [
      [1, 1, 0],
      [2, 2, 0],
      [3, 3, 0],
    ],
    [[2], [4], [6]],
  );
  assert.ok(Math.abs(w[0]![0]! + w[1]![0]! - 2) < 1e-4);
  assert.equal(w[2]![0], 0);
  assert.throws(() => leastSquares([[1]], []), /Cannot fit 1 rows to 0/);
});
