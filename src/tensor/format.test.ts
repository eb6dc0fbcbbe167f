import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { arange, registerDevice, tensor } from "./index.ts";

registerDevice("reference", createReferenceDevice);

test("numbers are aligned in nested brackets", () => {
  assert.equal(String(tensor(3)), "3 float32 []");
  assert.equal(
    String(
      tensor([
        [1, -2],
        [30, 4],
      ]),
    ),
    "[[ 1, -2],\n [30,  4]] float32 [2, 2]",
  );
  assert.equal(String(tensor([0.5, Number.NaN])), "[0.5000,    NaN] float32 [2]");
  assert.equal(String(tensor([1e-7, 1])), "[1.0000e-7, 1.0000e+0] float32 [2]");
  assert.equal(String(tensor([true, false])), "[ true, false] bool [2]");
  assert.equal(String(tensor([], { shape: [0, 2] })), "[] float32 [0, 2]");
  assert.equal(
    String(arange(8).reshape([2, 2, 2])),
    "[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]] int32 [2, 2, 2]",
  );
});

test("large tensors are summarized", () => {
  assert.equal(String(arange(1001)), "[   0,    1,    2, ...,  998,  999, 1000] int32 [1001]");
  const lines = String(arange(2000).reshape([1000, 2])).split("\n");
  assert.equal(lines.length, 7);
  assert.equal(lines[3], " ...,");
});
