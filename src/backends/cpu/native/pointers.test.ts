import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { isInt32 } from "./machine.ts";
import { addressReference, planPointers } from "./pointers.ts";

test("constants beyond a displacement go into the pointer", () => {
  for (const constant of [
    0,
    5,
    -5,
    2 ** 28,
    3 * 2 ** 27,
    2 ** 29,
    -(2 ** 29) - 3,
    2 ** 33 + 7,
    -(2 ** 40) + 1,
  ]) {
    const { pointer, displacement } = addressReference({
      parameter: 2,
      offset: affine(constant),
      laneStride: 1,
    });
    assert.equal(pointer.far + displacement, constant * 4);
    // Lanes of a strided store lie somewhat beyond the first.
    assert.ok(isInt32(displacement * 1.5));
  }
});

test("a counter that is always 0 moves no pointer", () => {
  const variable = { id: 0, name: "once", extent: 1 };
  const offset = { constant: 1, terms: [{ variable, coefficient: 3 }] };
  const { pointer, displacement } = addressReference({ parameter: 0, offset, laneStride: 1 });
  assert.deepEqual([pointer.terms, displacement], [[], 4]);
});

test("accesses that differ by a constant share a pointer, which moves with its innermost loop", () => {
  const builder = new KernelBuilder(8);
  const x = builder.parameter("x", "float32", "read");
  const row = builder.gridVariable("row", 4);
  builder.loop("i", 3, [], (i) => {
    builder.loop("j", 5, [], (j) => {
      const at = (constant: number) => ({
        parameter: x,
        offset: affine(constant, [row, 100], [i, 20], [j, 2]),
        laneStride: 1,
      });
      builder.load("float32", at(0));
      builder.load("float32", at(8));
      builder.load("float32", { parameter: x, offset: affine(3, [j, 2]), laneStride: 1 });
      return [];
    });
    return [];
  });
  const plan = planPointers(builder.finish("nest"));
  const moving = [...plan.moving].map(([loop, pointers]) => [
    loop.variable.name,
    pointers.map(({ parent, step }) => [parent.terms.map(({ variable }) => variable.name), step]),
  ]);
  assert.deepEqual(moving, [
    [
      "j",
      [
        [["row", "i"], 8],
        [[], 8],
      ],
    ],
    ["i", [[["row"], 80]]],
  ]);
  const roots = [...plan.roots.values()].flat();
  assert.deepEqual(
    roots.map(({ terms }) => terms.map(({ coefficient }) => coefficient)),
    [[400], []],
  );
});
