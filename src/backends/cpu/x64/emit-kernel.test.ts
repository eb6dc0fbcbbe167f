import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { Kernel } from "../../../compiler/lowered/program.ts";
import { RandomChoices } from "../../../compiler/lowered/random-choices.ts";
import { randomKernel } from "../../../compiler/lowered/random-kernel.ts";
import { type DotTile, dotTile } from "./dot-tile.test.support.ts";
import type { InstructionSet } from "./emission.ts";
import { emitKernel } from "./emit-kernel.ts";
import { vectorLanes } from "./emit-statement.ts";
import { checkKernel, type Elements, randomNumbers, sets } from "./kernel-check.test.support.ts";
import { x64Targets } from "./target.ts";

function randomFloats(length: number, seed: number): Float32Array {
  const next = randomNumbers(seed);
  return Float32Array.from({ length }, () => next() * 2 - 1);
}

/** out[r][c] = max(a[r][c] · scale[c] + shift[r], 0) over rows that are no multiple of the lanes. */
function scaleAndShift(lanes: number, rows: number, columns: number): Kernel {
  const builder = new KernelBuilder(lanes);
  const a = builder.parameter("a", "float32", "read");
  const scale = builder.parameter("scale", "float32", "read");
  const shift = builder.parameter("shift", "float32", "read");
  const out = builder.parameter("out", "float32", "write");
  const row = builder.gridVariable("row", rows);
  const zero = builder.constant("float32", 0);
  const shifts = builder.load("float32", { parameter: shift, offset: affine(0, [row, 1]), laneStride: 0 });
  const column = (offset: ReturnType<typeof affine>, valid: number) => {
    const place = { ...offset, terms: [...offset.terms, { variable: row, coefficient: columns }] };
    const x = builder.loadPart("float32", { parameter: a, offset: place, laneStride: 1 }, valid);
    const factor = builder.loadPart("float32", { parameter: scale, offset, laneStride: 1 }, valid);
    const sum = builder.compute("add", builder.compute("multiply", x, factor), shifts);
    const result = builder.compute("maximum", sum, zero);
    builder.storePart({ parameter: out, offset: place, laneStride: 1 }, result, valid);
  };
  const whole = Math.floor(columns / lanes);
  builder.loop("column", whole, [], (i) => {
    column(affine(0, [i, lanes]), lanes);
    return [];
  });
  if (columns % lanes > 0) column(affine(whole * lanes), columns % lanes);
  return builder.finish("scaleAndShift");
}

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
      const { kernel, buffers } = randomCase(seed, set);
      checkKernel(kernel, set, buffers);
    }
  });

  test(`${set}: random kernels with hardly any registers equal the interpreter`, { skip }, () => {
    for (let seed = 1001; seed <= 1100; seed++) {
      const { kernel, buffers } = randomCase(seed, set);
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

function randomCase(
  seed: number,
  set: InstructionSet,
): { readonly kernel: Kernel; readonly buffers: readonly Elements[] } {
  const choices = new RandomChoices(seed);
  const chunks = choices.pick([1, 2, 3, 6, 12]);
  const parameters = Array.from({ length: choices.from(2, 5) }, (_, i) => ({
    type: choices.chance(0.7) ? ("float32" as const) : ("int32" as const),
    access: i === 0 ? ("write" as const) : choices.pick(["read", "write", "update"] as const),
    length: chunks * choices.from(1, 70),
  }));
  const variable = { id: 1000, name: "repeat", extent: 4 };
  const repeats = choices.chance(0.3);
  const kernel = randomKernel(choices, x64Targets[set], {
    name: `random ${seed}`,
    chunks,
    parameters,
    ...(repeats ? { repeat: variable } : {}),
  });
  const buffers = parameters.map(({ type, length }): Elements => {
    if (type === "float32") return Float32Array.from({ length }, () => choices.float());
    return Int32Array.from({ length }, () => choices.integer());
  });
  return { kernel, buffers };
}

test("lanes of another target are refused", () => {
  const builder = new KernelBuilder(4);
  builder.constant("float32", 1);
  const kernel = builder.finish("narrow");
  assert.throws(
    () => emitKernel(kernel, "avx2"),
    /Cannot emit 4 lanes for avx2 in kernel narrow: expected 1 or 8/,
  );
});
