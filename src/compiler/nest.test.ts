import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { contiguousView, permuteView } from "../base/view.ts";
import { type Dimension, extentOf, mergeNest, type Nest, nestOver, shareOut } from "./nest.ts";

/** The addresses of all operands at each point, in order. */
function points(dimensions: readonly Dimension[], offsets: readonly number[]): string[] {
  let all = [offsets];
  for (const { extent, strides } of dimensions) {
    all = all.flatMap((at) =>
      Array.from({ length: extent }, (_, i) => at.map((offset, operand) => offset + i * strides[operand]!)),
    );
  }
  return all.map((at) => at.join());
}

function randomNest(random: Random): Nest {
  const operands = random.integer(1, 4);
  const dimensions: Dimension[] = [];
  for (let i = random.integer(0, 5); i > 0; i--) {
    const inner = dimensions[0];
    const extent = random.pick([1, 2, 3, 5, 7, 16, 17]);
    const follows = inner !== undefined && random.uniform() < 0.5;
    const strides = Array.from({ length: operands }, (_, operand) =>
      follows ? inner.strides[operand]! * inner.extent : random.integer(-3, 30),
    );
    dimensions.unshift({ extent, strides });
  }
  return { dimensions, offsets: Array.from({ length: operands }, (_, operand) => operand * 5) };
}

test("a nest over views leaves out axes of extent 1", () => {
  const view = contiguousView([2, 1, 3]);
  const turned = permuteView(contiguousView([3, 1, 2]), [2, 1, 0]);
  assert.deepEqual(nestOver([view, turned], [2, 1, 0]), {
    dimensions: [
      { extent: 3, strides: [1, 2] },
      { extent: 2, strides: [3, 1] },
    ],
    offsets: [0, 0],
  });
});

test("merged dimensions go through the same points in the same order, and no two neighbours are left to merge", () => {
  const random = new Random(1);
  let merged = 0;
  for (let sample = 0; sample < 500; sample++) {
    const nest = randomNest(random);
    const result = mergeNest(nest);
    assert.deepEqual(points(result.dimensions, result.offsets), points(nest.dimensions, nest.offsets));
    if (result.dimensions.length < nest.dimensions.length) merged++;
    result.dimensions.slice(1).forEach((inner, i) => {
      const outer = result.dimensions[i]!;
      const whole = outer.strides.every(
        (stride, operand) => stride === inner.strides[operand]! * inner.extent,
      );
      assert.ok(!whole, JSON.stringify(result));
    });
  }
  assert.ok(merged > 100, `${merged}`);
});

test("operands that do not all run through are not merged", () => {
  const dimensions = [
    { extent: 4, strides: [3, 0] },
    { extent: 3, strides: [1, 1] },
  ];
  assert.deepEqual(mergeNest({ dimensions, offsets: [0, 0] }).dimensions, dimensions);
});

test("shares cover each point once, in chunks near the wanted size", () => {
  const random = new Random(2);
  let cut = 0;
  for (let sample = 0; sample < 1000; sample++) {
    const nest = randomNest(random);
    const all = points(nest.dimensions, nest.offsets);
    if (all.length > 20_000) continue;
    const target = random.pick([1, 4, 16, 33, 100, 5000]);
    const multiple = random.pick([1, 4, 16]);
    const shares = shareOut(nest, target, multiple);
    if (shares.length > 1) cut++;
    const covered = shares.flatMap((share) => points([...share.grid, ...share.inner], share.offsets));
    assert.deepEqual(
      covered.sort(),
      all.sort(),
      `target ${target}, multiple ${multiple}: ${JSON.stringify(nest)}`,
    );
    for (const share of shares) {
      const size = extentOf(share.inner);
      assert.ok(size <= Math.max(target, multiple), `${size} points in a chunk of ${target}`);
    }
  }
  assert.ok(cut > 50, `${cut}`);
});

test("the innermost dimension is cut at multiples of whole vectors", () => {
  const nest = { dimensions: [{ extent: 1000, strides: [1] }], offsets: [7] };
  assert.deepEqual(shareOut(nest, 100, 16), [
    { grid: [{ extent: 10, strides: [96] }], inner: [{ extent: 96, strides: [1] }], offsets: [7] },
    { grid: [], inner: [{ extent: 40, strides: [1] }], offsets: [967] },
  ]);
});
