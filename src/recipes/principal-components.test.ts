import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { PrincipalComponents } from "./principal-components.ts";

before(useTestDevice);

// Orthonormal directions and how far examples lie along them to either side, around a mean: all known beforehand.
const directions = [
  [0.5, 0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5, -0.5],
  [0.5, 0.5, -0.5, -0.5],
  [0.5, -0.5, -0.5, 0.5],
];
const lengths = [1, 4, 2, 0.5];
const mean = [3, -1, 0, 10];
const rows = Float32Array.from(
  directions.flatMap((direction, k) =>
    [1, -1].flatMap((sign) => direction.map((x, i) => mean[i]! + sign * lengths[k]! * x)),
  ),
);

test("principal components are the directions of the greatest variance, in order", async () => {
  const pca = await PrincipalComponents.of(rows, { features: 4, count: 3 });
  for (const [i, value] of mean.entries()) assert.ok(Math.abs(pca.mean[i]! - value) < 1e-6);
  for (const [k, expected] of [1, 2, 0].entries()) {
    const product = directions[expected]!.reduce((sum, x, i) => sum + x * pca.directions[k]![i]!, 0);
    assert.ok(Math.abs(Math.abs(product) - 1) < 1e-6, `direction ${k}: ${product}`);
  }
});

test("what is lost by a code is the variance along the other directions", async () => {
  const pca = await PrincipalComponents.of(rows, { features: 4, count: 2 });
  const codes = pca.codes(rows);
  assert.equal(codes.length, 8 * 2);
  const error = pca.decode(codes).reduce((sum, value, i) => sum + (value - rows[i]!) ** 2, 0);
  assert.ok(Math.abs(error - 2 * (1 ** 2 + 0.5 ** 2)) < 1e-5, `${error}`);
  await assert.rejects(PrincipalComponents.of(rows, { features: 4, count: 5 }), /expected at most 4/);
});
