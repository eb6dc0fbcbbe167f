import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "./random.ts";
import { sizeOf } from "./shape.ts";
import {
  contiguousView,
  expandView,
  isContiguous,
  permuteView,
  reshapeView,
  sliceView,
  type View,
} from "./view.ts";

/** The address of each element, row-major. */
function addresses({ shape, strides, offset }: View): number[] {
  let all = [offset];
  shape.forEach((extent, axis) => {
    all = all.flatMap((at) => Array.from({ length: extent }, (_, i) => at + i * strides[axis]!));
  });
  return all;
}

/** Whether some strides let a view of this shape run through these addresses. */
function isExpressible(shape: readonly number[], wanted: readonly number[]): boolean {
  const steps = shape.map((extent, axis) =>
    extent === 1 ? 0 : wanted[sizeOf(shape.slice(axis + 1))]! - wanted[0]!,
  );
  return addresses({ shape, strides: steps, offset: wanted[0]! }).every((at, i) => at === wanted[i]);
}

const extents = [1, 1, 2, 2, 3, 4, 6];

function randomView(random: Random): View {
  const shape = Array.from({ length: random.integer(0, 5) }, () => random.pick(extents));
  let view = contiguousView(shape);
  for (let i = random.integer(0, 4); i > 0; i--) {
    const rank = view.shape.length;
    const choice = random.integer(0, 4);
    if (choice === 0) view = permuteView(view, Array.from(random.permutation(rank)));
    else if (choice === 1) {
      const wider = view.shape.map((extent) => (extent === 1 ? random.pick([1, 3]) : extent));
      view = expandView(view, wider);
    } else {
      const start = view.shape.map(() => 0);
      const step = view.shape.map(() => 1);
      const cut = [...view.shape];
      if (rank > 0) {
        const axis = random.integer(0, rank);
        const extent = view.shape[axis]!;
        if (choice === 2) {
          start[axis] = extent - 1;
          step[axis] = -1;
        } else {
          start[axis] = random.integer(0, extent);
          step[axis] = random.pick([1, 2]);
          cut[axis] = Math.ceil((extent - start[axis]!) / step[axis]!);
        }
      }
      view = sliceView(view, start, step, cut);
    }
  }
  return view;
}

/** A shape of the same size: factors of the old extents, grouped anew. */
function randomShape(random: Random, size: number): number[] {
  const shape: number[] = [];
  let rest = size;
  while (rest > 1) {
    const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((i) => rest % i === 0);
    const extent = random.pick(divisors);
    shape.push(extent);
    rest /= extent;
  }
  while (random.uniform() < 0.3) shape.splice(random.integer(0, shape.length + 1), 0, 1);
  return shape;
}

test("a reshaped view keeps every element in order, and is refused only where no strides exist", () => {
  const random = new Random(4);
  let [found, refused] = [0, 0];
  for (let sample = 0; sample < 4000; sample++) {
    const view = randomView(random);
    const wanted = addresses(view);
    if (wanted.length > 2000) continue;
    const shape =
      random.uniform() < 0.2
        ? view.shape.filter((extent) => extent !== 1)
        : randomShape(random, wanted.length);
    const reshaped = reshapeView(view, shape);
    const what = `${JSON.stringify(view)} as [${shape}]`;
    if (reshaped === undefined) {
      refused++;
      assert.ok(!isExpressible(shape, wanted), what);
    } else {
      found++;
      assert.deepEqual(reshaped.shape, shape, what);
      assert.deepEqual(addresses(reshaped), wanted, what);
    }
  }
  assert.ok(found > 1000 && refused > 300, `${found} found, ${refused} refused`);
});

test("a view without elements reshapes to any shape without elements", () => {
  const view = permuteView(contiguousView([3, 0, 2]), [2, 0, 1]);
  for (const shape of [[0], [5, 0], [0, 7, 3]]) assert.deepEqual(reshapeView(view, shape)?.shape, shape);
});

test("a scalar view reshapes to axes of extent 1 and keeps its offset", () => {
  const view = sliceView(contiguousView([4]), [3], [1], [1]);
  assert.deepEqual(addresses(reshapeView(view, [])!), [3]);
  assert.deepEqual(addresses(reshapeView(view, [1, 1])!), [3]);
});

test("permuted, expanded and sliced views have the addresses they should", () => {
  const view = contiguousView([2, 3]);
  assert.deepEqual(addresses(permuteView(view, [1, 0])), [0, 3, 1, 4, 2, 5]);
  assert.deepEqual(addresses(expandView(contiguousView([2, 1]), [2, 3])), [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(addresses(sliceView(view, [1, 2], [-1, -2], [2, 2])), [5, 3, 2, 0]);
  const twice = sliceView(sliceView(contiguousView([10]), [1], [2], [4]), [3], [-1], [3]);
  assert.deepEqual(addresses(twice), [7, 5, 3]);
});

test("a view is contiguous when it runs through consecutive elements", () => {
  const random = new Random(5);
  let contiguous = 0;
  for (let sample = 0; sample < 2000; sample++) {
    const view = randomView(random);
    const runs = addresses(view).every((at, i) => at === view.offset + i);
    if (runs) contiguous++;
    assert.equal(isContiguous(view), runs, JSON.stringify(view));
  }
  assert.ok(contiguous > 300 && contiguous < 1700, `${contiguous}`);
});
