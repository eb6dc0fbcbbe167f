import assert from "node:assert/strict";
import { test } from "node:test";
import { pictureGrid } from "./picture-grid.ts";
import { pictureOf } from "./picture-of.ts";

const grey = (values: number[], width: number) =>
  pictureOf(values, { channels: 1, height: values.length / width, width });

test("a picture of grey values has them in all colours, cut off at black and white", () => {
  assert.deepEqual(
    [...grey([0, 0.5, 1, -2, 3, 0.2], 3).rgba],
    [
      ...[0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255],
      ...[0, 0, 0, 255, 255, 255, 255, 255, 51, 51, 51, 255],
    ],
  );
});

test("planes are red, green and blue", () => {
  const { rgba } = pictureOf([1, 0, 0, 1, 0.2, 0.4], { channels: 3, height: 1, width: 2 });
  assert.deepEqual([...rgba], [255, 0, 51, 255, 0, 255, 102, 255]);
  assert.throws(() => pictureOf([1, 2], { channels: 3, height: 1, width: 1 }), /expected 3×1×1/);
});

test("a grid puts pictures row by row, with transparent gaps", () => {
  const { width, height, rgba } = pictureGrid([grey([1], 1), grey([0], 1), grey([1], 1)], { columns: 2 });
  assert.deepEqual([width, height], [3, 3]);
  const shown = Array.from({ length: 9 }, (_, i) =>
    rgba[4 * i + 3] === 0 ? "." : rgba[4 * i] === 255 ? "w" : "b",
  );
  assert.equal(shown.join(""), "w.b" + "..." + "w..");
  const large = pictureGrid([grey([1, 0], 2)], { zoom: 3 });
  assert.deepEqual([large.width, large.height], [6, 3]);
  assert.deepEqual([large.rgba[4 * 14], large.rgba[4 * 15]], [255, 0]);
  assert.equal(pictureGrid(new Array(9).fill(grey([1], 1)), { gap: 0 }).width, 3);
  assert.throws(() => pictureGrid([]), /Cannot lay out 0 pictures/);
});
