import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Flatten } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { randn } from "../tensor/index.ts";
import { TenCrops } from "./ten-crops.ts";

before(useTestDevice);

test("what ten views of a picture say is averaged as probabilities", async () => {
  const [height, width, margin] = [2, 3, 1];
  const x = randn([2, 1, height, width]);
  const pixels = await x.data();
  const said = await new TenCrops(new Flatten(), margin).forward(x).data();
  for (const picture of [0, 1]) {
    const at = (row: number, column: number): number => {
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      return inside ? pixels[(picture * height + row) * width + column]! : 0;
    };
    const mean = new Float64Array(height * width);
    for (const [down, right] of [
      [-1, -1],
      [-1, 1],
      [0, 0],
      [1, -1],
      [1, 1],
    ] as const) {
      for (const mirrored of [false, true]) {
        const view = Array.from(mean, (_, i) => {
          const column = mirrored ? width - 1 - (i % width) : i % width;
          return Math.exp(at(Math.floor(i / width) + down, column + right));
        });
        const sum = view.reduce((a, b) => a + b, 0);
        for (const [i, value] of view.entries()) mean[i]! += value / sum / 10;
      }
    }
    for (const [i, expected] of mean.entries()) {
      const value = Math.exp(said[picture * mean.length + i]!);
      assert.ok(Math.abs(value - expected) < 1e-6, `${value} for ${expected} at ${i} of ${picture}`);
    }
  }
});
