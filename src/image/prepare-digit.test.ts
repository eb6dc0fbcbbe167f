import assert from "node:assert/strict";
import { test } from "node:test";
import type { Picture } from "./picture.ts";
import { prepareDigit } from "./prepare-digit.ts";
import type { Plane } from "./resize-plane.ts";

type Color = readonly [number, number, number];

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly paper: Color;
  readonly ink: Color;
  /** Where the seven's upper left corner is, and how tall it is. */
  readonly left: number;
  readonly top: number;
  readonly tall: number;
}

const plain: Drawing = {
  width: 300,
  height: 300,
  paper: [255, 255, 255],
  ink: [0, 0, 0],
  left: 100,
  top: 60,
  tall: 200,
};

/** A seven: a bar along the top, and a stroke from its right end down to the middle of the foot. */
function seven({ width, height, paper, ink, left, top, tall }: Drawing): Picture {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const wide = 0.6 * tall;
  const thick = 0.13 * tall;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x - left, y - top];
      const inside = u >= 0 && u < wide && v >= 0 && v < tall;
      const edge = wide - (wide / 2) * (v / tall);
      const drawn = inside && (v < thick || (u < edge && u >= edge - 1.1 * thick));
      rgba.set(drawn ? ink : paper, 4 * (y * width + x));
    }
  }
  return { width, height, rgba };
}

function difference(a: Plane, b: Plane): number {
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

const expected = prepareDigit(seven(plain));

test("the digit fills the box of 20 along its longer side, and its mass is in the middle", () => {
  assert.deepEqual([expected.width, expected.height, expected.data.length], [28, 28, 784]);
  let [mass, x, y] = [0, 0, 0];
  const rows = new Set<number>();
  for (const [i, ink] of expected.data.entries()) {
    assert.ok(ink >= 0 && ink <= 1);
    if (ink > 0) rows.add(Math.floor(i / 28));
    [mass, x, y] = [mass + ink, x + ink * (i % 28), y + ink * Math.floor(i / 28)];
  }
  assert.equal(rows.size, 20);
  assert.ok(Math.abs(x / mass - 14) <= 0.5 && Math.abs(y / mass - 14) <= 0.5, `${x / mass}, ${y / mass}`);
  assert.equal(Math.max(...expected.data), 1);
  assert.equal(expected.data[0], 0);
});

const alike: [what: string, drawing: Drawing][] = [
  ["light on dark", { ...plain, paper: [0, 0, 0], ink: [255, 255, 255] }],
  ["in a corner", { ...plain, width: 900, height: 500, left: 690, top: 290 }],
  ["touching the edge", { ...plain, top: 100 }],
  ["one colour on another", { ...plain, paper: [250, 220, 60], ink: [20, 60, 190] }],
  ["a colour as light as the paper's", { ...plain, paper: [255, 120, 120], ink: [120, 187, 120] }],
  ["faint", { ...plain, paper: [230, 230, 230], ink: [205, 205, 205] }],
  ["huge", { ...plain, width: 1500, height: 1500, left: 400, top: 300, tall: 1000 }],
];
for (const [what, drawing] of alike) {
  test(`${what} comes to the same`, () => {
    const found = difference(prepareDigit(seven(drawing)), expected);
    assert.ok(found < 0.003, String(found));
  });
}

test("what is transparent is white", () => {
  const clear = seven(plain);
  for (let i = 0; i < clear.rgba.length; i += 4) if (clear.rgba[i] === 255) clear.rgba.set([0, 0, 0, 0], i);
  assert.ok(difference(prepareDigit(clear), expected) === 0);
});

test("shade and grain on the paper are no ink", () => {
  const photo = seven({ ...plain, ink: [60, 60, 80] });
  let state = 1;
  for (let i = 0; i < photo.rgba.length; i++) {
    if (i % 4 === 3) continue;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const shade = 1 - (0.25 * ((i / 4) % 300)) / 300;
    photo.rgba[i] = Math.min(255, photo.rgba[i]! * shade + (state / 2 ** 32 - 0.5) * 30);
  }
  const found = difference(prepareDigit(photo), expected);
  assert.ok(found < 0.03, String(found));
});

test("paper alone, and pictures too small to draw in, are refused in one sentence", () => {
  const blank = (width: number, height: number): Picture => ({
    width,
    height,
    rgba: new Uint8Array(width * height * 4).fill(200),
  });
  assert.throws(
    () => prepareDigit(blank(50, 40)),
    /^RangeError: Cannot find a digit in a picture of 50×40 .* got one colour\./,
  );
  assert.throws(() => prepareDigit(blank(1, 1)), /1×1 pixels: expected at least 8×8\./);
  assert.throws(() => prepareDigit(blank(100_000, 1)), /100000×1 pixels: expected at least 8×8\./);
});
