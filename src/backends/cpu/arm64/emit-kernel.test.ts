import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { type DotTile, dotTile } from "../native/dot-tile.test.support.ts";
import { randomCase, randomFloats, scaleAndShift } from "../native/sample-kernels.test.support.ts";
import { emitKernel } from "./emit-kernel.ts";
import { noEmulator } from "./emulator.testing.ts";
import { checkKernels, type KernelCase } from "./kernel-check.testing.ts";
import { vectorLanes as lanes } from "./memory-access.ts";
import { neonTarget } from "./target.ts";

/** Hardly more registers than an instruction needs to bring its operands in from the stack. */
const fewRegisters = { general: [6, 20], vector: [3, 0, 9, 31, 1, 7], mask: [] };

function tileCase(shape: Omit<DotTile, "lanes">): KernelCase {
  const width = shape.vectors * lanes;
  const sizes = [shape.rows * shape.depth, shape.depth * width, shape.rows * width];
  return {
    kernel: dotTile({ ...shape, lanes }),
    buffers: sizes.map((size, i) => randomFloats(size, 4 + i)),
  };
}

function randomCases(first: number, count: number): KernelCase[] {
  return Array.from({ length: count }, (_, i) => randomCase(first + i, neonTarget));
}

test("an elementwise kernel with an edge equals the interpreter", { skip: noEmulator }, () => {
  const rows = 5;
  const cases = [1, 2, 3, 4, 5, 22, 23].map((columns) => ({
    kernel: scaleAndShift(lanes, rows, columns),
    buffers: [
      randomFloats(rows * columns, 1),
      randomFloats(columns, 2),
      randomFloats(rows, 3),
      new Float32Array(rows * columns + lanes).fill(7),
    ],
  }));
  for (const { spills } of checkKernels(cases)) assert.equal(spills, 0);
});

test("tiles of a matrix product equal the interpreter and keep their sums in registers", {
  skip: noEmulator,
}, () => {
  const cases = [
    { rows: 8, vectors: 3, unroll: 1, depth: 64 },
    { rows: 8, vectors: 3, unroll: 4, depth: 64 },
    { rows: 8, vectors: 3, unroll: 2, depth: 64, columns: 10 },
    { rows: 12, vectors: 2, unroll: 2, depth: 64 },
    { rows: 6, vectors: 4, unroll: 2, depth: 64 },
  ].map(tileCase);
  for (const { name, spills } of checkKernels(cases)) assert.equal(spills, 0, name);
});

test("more sums than registers are counted as spills and still equal the interpreter", {
  skip: noEmulator,
}, () => {
  const [emitted] = checkKernels([tileCase({ rows: 12, vectors: 3, unroll: 1, depth: 16 })]);
  assert.ok(emitted!.spills > 0);
});

test("random kernels equal the interpreter, with all registers and with hardly any", {
  skip: noEmulator,
}, () => {
  checkKernels(randomCases(1, 150));
  checkKernels(randomCases(1001, 150).map((each) => ({ ...each, registers: fewRegisters })));
});

test("lanes of another target are refused", () => {
  const builder = new KernelBuilder(8);
  const place = { parameter: builder.parameter("x", "float32", "update"), offset: affine(0), laneStride: 1 };
  builder.store(place, builder.constant("float32", 1));
  assert.throws(
    () => emitKernel(builder.finish("wide")),
    /Cannot emit 8 lanes for NEON in kernel wide: expected 1 or 4/,
  );
});
