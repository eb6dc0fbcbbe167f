import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  bfloat16FromFloat32,
  float16FromFloat32,
  float32FromBFloat16,
  float32FromFloat16,
} from "./half-floats.ts";

const all = Uint16Array.from({ length: 2 ** 16 }, (_, i) => i);

test("every half float comes back from float32 as it was", () => {
  for (const [from, to, exponent, quiet] of [
    [float32FromFloat16, float16FromFloat32, 0x7c00, 0x7e00],
    [float32FromBFloat16, bfloat16FromFloat32, 0x7f80, undefined],
  ] as const) {
    const back = to(from(all));
    for (const half of all) {
      const isNone = (half & exponent) === exponent && (half & ~exponent & 0x7fff) !== 0;
      if (!isNone) assert.equal(back[half], half);
      else if (quiet !== undefined) assert.equal(back[half]! & 0x7fff, quiet);
      else assert.ok(Number.isNaN(from(Uint16Array.of(back[half]!))[0]));
    }
  }
});

test("float32 is rounded to halves as PyTorch rounds it", () => {
  const [stored] = JSON.parse(readFileSync("test/fixtures/half-floats.json", "utf8"));
  const values = new Float32Array(Uint32Array.from(stored.float32).buffer);
  assert.ok(values.length > 1900);
  assert.deepEqual([...float16FromFloat32(values)], stored.float16);
  assert.deepEqual([...bfloat16FromFloat32(values)], stored.bfloat16);
});
