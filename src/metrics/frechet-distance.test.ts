import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { fixtures } from "../nn/oracle.ts";
import { frechetDistance } from "./index.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

interface Case {
  readonly metric: string;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly features: number;
  readonly expected: number;
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `got ${actual}, expected ${expected}`);
}

const normals = (count: number, seed: number): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
};

test("frechetDistance equals SciPy's, also where there are fewer examples than features", () => {
  for (const { first, second, features, expected } of fixtures<Case>("frechet")) {
    // SciPy's root of a singular matrix is known to about the root of the last digit.
    const rows = Math.min(first.length, second.length) / features;
    assertClose(frechetDistance(first, second, features), expected, rows <= features ? 1e-6 : 1e-10);
  }
});

test("of normal distributions along one axis it is (μ₁ − μ₂)² + (σ₁ − σ₂)²", () => {
  assertClose(frechetDistance([-1, 1], [3, 9], 1), 36 + (Math.SQRT2 - 3 * Math.SQRT2) ** 2, 1e-12);
});

test("it is 0 for the same examples in any order, the same both ways, and the square of a shift", () => {
  const x = normals(60, 1);
  const turned = Array.from({ length: 20 }, (_, i) => x.slice(3 * (19 - i), 3 * (20 - i))).flat();
  assertClose(frechetDistance(x, turned, 3), 0, 1e-12);
  const y = normals(90, 2).map((value) => 2 * value);
  assertClose(frechetDistance(x, y, 3), frechetDistance(y, x, 3), 1e-12);
  assertClose(
    frechetDistance(
      x,
      x.map((value) => value + 2),
      3,
    ),
    12,
    1e-11,
  );
});

test("eigenvectors of a symmetric matrix turn it into its eigenvalues", () => {
  const size = 12;
  const half = normals(size * size, 4);
  const matrix = Float64Array.from({ length: size * size }, (_, i) => {
    return half[i]! + half[(i % size) * size + Math.floor(i / size)]!;
  });
  const { values, vectors } = symmetricEigen(matrix, size);
  for (let column = 0; column < size; column++) {
    for (let row = 0; row < size; row++) {
      let [turned, length] = [0, 0];
      for (let k = 0; k < size; k++) {
        turned += matrix[row * size + k]! * vectors[k * size + column]!;
        length += vectors[k * size + row]! * vectors[k * size + column]!;
      }
      assertClose(turned, values[column]! * vectors[row * size + column]!, 1e-12);
      assertClose(length, row === column ? 1 : 0, 1e-13);
    }
  }
});

test("examples that are not whole are refused", () => {
  assert.throws(
    () => frechetDistance([1, 2, 3], [1, 2], 2),
    /^RangeError: Cannot compute a Fréchet distance from 3 numbers with 2/,
  );
  assert.throws(() => frechetDistance([1, 2, 3, 4], [1, 2], 2), /two examples or more, got 1/);
});
