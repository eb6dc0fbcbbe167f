import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { sizeOf } from "../base/shape.ts";
import { arange, type DType, registerDevice, tensor } from "./index.ts";

registerDevice("reference", createReferenceDevice);

interface Case {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data?: readonly number[];
  readonly scale?: number;
  readonly text: string;
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/printing.json", "utf8"));

function elementsOf({ shape, dtype, data, scale }: Case): Float32Array | Int32Array {
  if (data === undefined) {
    const counted = Array.from({ length: sizeOf(shape) }, (_, i) => i * scale!);
    return dtype === "float32" ? Float32Array.from(counted) : Int32Array.from(counted);
  }
  return dtype === "float32" ? new Float32Array(Uint32Array.from(data).buffer) : Int32Array.from(data);
}

test("tensors are printed as NumPy prints arrays, with dtype and shape", () => {
  assert.ok(cases.length >= 300);
  for (const stored of cases) {
    const { shape, dtype, text } = stored;
    const printed = String(tensor(elementsOf(stored), { shape, dtype }));
    assert.equal(printed, `${text} ${dtype} [${shape.join(", ")}]`);
  }
});

test("what is computed is printed too", () => {
  assert.equal(String(arange(4).reshape([2, 2]).add(9)), "[[ 9, 10],\n [11, 12]] int32 [2, 2]");
});
