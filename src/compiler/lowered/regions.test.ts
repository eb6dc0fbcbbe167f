import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { regionsOf, spanOf } from "./regions.ts";

test("loops and lanes become dims, grid and repeat stay in the offset", () => {
  const k = new KernelBuilder(8);
  const x = k.parameter("x", "float32", "read");
  const y = k.parameter("y", "float32", "write");
  const i = k.gridVariable("i", 5);
  const t = { id: 70, name: "t", extent: 3 };
  k.loop("j", 4, [], (j) => {
    const offset = affine(7, [i, 100], [j, -20], [t, 1000]);
    const value = k.load("float32", { parameter: x, offset, laneStride: 2 });
    k.loop("none", 0, [], () => {
      k.store({ parameter: y, offset: affine(0), laneStride: 1 }, value);
      return [];
    });
    k.storePart({ parameter: y, offset: affine(0, [i, 3]), laneStride: 1 }, value, 3);
    return [];
  });
  k.load("float32", { parameter: x, offset: affine(1), laneStride: 0 });
  const index = { register: k.constant("int32", 2, 1), scale: -6, extent: 4 };
  k.load("float32", { parameter: x, offset: affine(18), laneStride: 1, index });
  const regions = regionsOf(k.finish("regions", t));
  assert.deepEqual(regions, [
    {
      parameter: x,
      access: "read",
      offset: affine(7, [i, 100], [t, 1000]),
      dims: [
        { stride: -20, extent: 4 },
        { stride: 2, extent: 8 },
      ],
    },
    {
      parameter: y,
      access: "write",
      offset: affine(0),
      dims: [
        { stride: 1, extent: 8 },
        { stride: 0, extent: 0 },
      ],
    },
    { parameter: y, access: "write", offset: affine(0, [i, 3]), dims: [{ stride: 1, extent: 3 }] },
    { parameter: x, access: "read", offset: affine(1), dims: [] },
    {
      parameter: x,
      access: "read",
      offset: affine(18),
      dims: [
        { stride: 1, extent: 8 },
        { stride: -6, extent: 4 },
      ],
    },
  ]);
  assert.deepEqual(spanOf(regions[0]!), [-60, 14]);
});
