import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { type DotTile, dotTile } from "../native/dot-tile.test.support.ts";
import { randomCase, randomFloats, scaleAndShift } from "../native/sample-kernels.test.support.ts";
import { emitKernel } from "./emit-kernel.ts";
import { vectorLanes } from "./emit-statement.ts";
import { checkKernel, sets } from "./kernel-check.test.support.ts";
import { x64Targets } from "./target.ts";

for (const { set, skip } of sets) {
  const lanes = vectorLanes[set];

  test(`${set}: an elementwise kernel with an edge equals the interpreter`, { skip }, () => {
    for (const columns of [1, lanes - 1, lanes, lanes + 1, 5 * lanes + 3]) {
      const rows = 5;
      const emitted = checkKernel(scaleAndShift(lanes, rows, columns), set, [
        randomFloats(rows * columns, 1),
        randomFloats(columns, 2),
        randomFloats(rows, 3),
        new Float32Array(rows * columns + lanes).fill(7),
      ]);
      assert.equal(emitted.spills, 0);
    }
  });

  test(`${set}: tiles of a matrix product equal the interpreter and keep their sums in registers`, {
    skip,
  }, () => {
    const shapes: readonly Omit<DotTile, "depth">[] =
      set === "avx512"
        ? [
            { lanes, rows: 8, vectors: 3, unroll: 1 },
            { lanes, rows: 8, vectors: 3, unroll: 4 },
            { lanes, rows: 8, vectors: 3, unroll: 2, columns: 37 },
            { lanes, rows: 12, vectors: 2, unroll: 2 },
            { lanes, rows: 24, vectors: 1, unroll: 2 },
          ]
        : [
            { lanes, rows: 6, vectors: 2, unroll: 1 },
            { lanes, rows: 6, vectors: 2, unroll: 4 },
            { lanes, rows: 6, vectors: 2, unroll: 2, columns: 11 },
            { lanes, rows: 4, vectors: 2, unroll: 2 },
            { lanes, rows: 4, vectors: 3, unroll: 1 },
          ];
    for (const shape of shapes) {
      const depth = 64;
      const width = shape.vectors * lanes;
      const kernel = dotTile({ ...shape, depth });
      const emitted = checkKernel(kernel, set, [
        randomFloats(shape.rows * depth, 4),
        randomFloats(depth * width, 5),
        randomFloats(shape.rows * width, 6),
      ]);
      assert.equal(emitted.spills, 0, kernel.name);
    }
  });

  test(`${set}: more sums than registers are counted as spills and still equal the interpreter`, {
    skip,
  }, () => {
    const shape = { lanes, rows: 12, vectors: 3, unroll: 1, depth: 16 };
    const width = shape.vectors * lanes;
    const emitted = checkKernel(dotTile(shape), set, [
      randomFloats(shape.rows * shape.depth, 7),
      randomFloats(shape.depth * width, 8),
      randomFloats(shape.rows * width, 9),
    ]);
    assert.ok(emitted.spills > 0);
  });

  test(`${set}: random kernels equal the interpreter`, { skip }, () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { kernel, buffers } = randomCase(seed, x64Targets[set]);
      checkKernel(kernel, set, buffers);
    }
  });

  test(`${set}: random kernels with hardly any registers equal the interpreter`, { skip }, () => {
    for (let seed = 1001; seed <= 1100; seed++) {
      const { kernel, buffers } = randomCase(seed, x64Targets[set]);
      checkKernel(kernel, set, buffers, { registers: fewRegisters });
    }
  });

  test(`${set}: a load that an instruction does itself stays before a store to its element`, { skip }, () => {
    const builder = new KernelBuilder(lanes);
    const place = {
      parameter: builder.parameter("x", "float32", "update"),
      offset: affine(0),
      laneStride: 1,
    };
    const one = builder.constant("float32", 1);
    const before = builder.load("float32", place);
    builder.store(place, one);
    const again = builder.load("float32", place);
    builder.loop("i", 3, [], () => {
      builder.store(place, builder.compute("add", builder.load("float32", place), one));
      return [];
    });
    const sum = builder.compute("subtract", one, before);
    const both = builder.compute("multiply", builder.compute("add", one, again), sum);
    builder.store(place, builder.compute("add", both, builder.load("float32", place)));
    checkKernel(builder.finish("order"), set, [randomFloats(lanes, 10)]);
  });
}

/** Hardly more registers than an instruction needs to bring its operands in from the stack. */
const fewRegisters = { general: [6, 15], vector: [3, 0, 9, 15, 1, 7], mask: [1, 7, 3, 5] };

test("lanes of another target are refused", () => {
  const builder = new KernelBuilder(4);
  builder.constant("float32", 1);
  const kernel = builder.finish("narrow");
  assert.throws(
    () => emitKernel(kernel, "avx2"),
    /Cannot emit 4 lanes for avx2 in kernel narrow: expected 1 or 8/,
  );
});
