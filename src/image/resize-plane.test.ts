import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { resizePlane } from "./resize-plane.ts";

interface Stored {
  readonly shape: readonly [height: number, width: number];
  readonly data: readonly number[];
}

test("planes are resized as by PyTorch", () => {
  const cases = JSON.parse(readFileSync("test/fixtures/resize.json", "utf8")) as {
    input: Stored;
    output: Stored;
  }[];
  assert.ok(cases.length >= 6);
  for (const { input, output } of cases) {
    const [height, width] = output.shape;
    const plane = { width: input.shape[1], height: input.shape[0], data: Float32Array.from(input.data) };
    const resized = resizePlane(plane, { width, height });
    assert.equal(resized.data.length, width * height);
    for (const [i, expected] of output.data.entries()) {
      assert.ok(Math.abs(resized.data[i]! - expected) < 1e-6, `${output.shape} at ${i}`);
    }
  }
});

test("no side can vanish", () => {
  const plane = { width: 2, height: 2, data: new Float32Array(4) };
  assert.throws(() => resizePlane(plane, { width: 0, height: 3 }), /^RangeError: Cannot resize to 0×3: /);
});
