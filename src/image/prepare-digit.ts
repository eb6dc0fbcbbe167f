import { requireKind } from "../base/argument-kinds.ts";
import { inkOf } from "./ink.ts";
import type { Picture } from "./picture.ts";
import { type Plane, resizePlane } from "./resize-plane.ts";

/** The side of MNIST's pictures, and of the box that each digit fills along its longer side. */
const side = 28;
const box = 20;
/** Pixels are counted from 0; MNIST has the centre of mass of its ink on this one. */
const center = 14;
/** A smaller picture is no drawing of a digit. */
const leastSide = 8;
/** Of full ink: what has more belongs to the digit. */
const leastInk = 0.2;

/**
 * A picture of one digit as MNIST has them: light ink on black in a box of 20×20 pixels, with its centre of mass in the
 * middle of 28×28. What is ink, `inkOf` says.
 *
 * Throws: RangeError if a side has less than 8 pixels, or nothing differs from the paper.
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", 1998.
 */
export function prepareDigit(picture: Picture): Plane {
  requireKind("object", "call prepareDigit", { picture });
  const { width, height } = picture;
  if (Math.min(width, height) < leastSide) {
    throw new RangeError(
      `Cannot find a digit in a picture of ${width}×${height} pixels: expected at least ${leastSide}×${leastSide}. Use a larger picture.`,
    );
  }
  const ink = inkOf(picture);
  const drawn = boundsOf(ink);
  if (drawn === undefined) {
    throw new RangeError(
      `Cannot find a digit in a picture of ${width}×${height} pixels: expected ink that differs from the paper, got one colour. Draw darker or lighter.`,
    );
  }
  const scale = box / Math.max(drawn.width, drawn.height);
  const digit = resizePlane(drawn, {
    width: Math.max(1, Math.round(drawn.width * scale)),
    height: Math.max(1, Math.round(drawn.height * scale)),
  });
  return centered(digit);
}

/** The part of a plane that has ink. */
function boundsOf({ width, height, data }: Plane): Plane | undefined {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < leastInk) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < 0) return undefined;
  const inner = { width: right - left + 1, height: bottom - top + 1 };
  const part = new Float32Array(inner.width * inner.height);
  for (let y = 0; y < inner.height; y++) {
    const from = (top + y) * width + left;
    part.set(data.subarray(from, from + inner.width), y * inner.width);
  }
  return { ...inner, data: part };
}

/** Puts a digit into a black square, its centre of mass in the middle; what would stick out is left out. */
function centered({ width, height, data }: Plane): Plane {
  let [mass, momentX, momentY] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    mass += data[i]!;
    momentX += data[i]! * (i % width);
    momentY += data[i]! * Math.floor(i / width);
  }
  const left = Math.round(center - momentX / mass);
  const top = Math.round(center - momentY / mass);
  const square = new Float32Array(side * side);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [left + x, top + y];
      if (u >= 0 && u < side && v >= 0 && v < side) square[v * side + u] = data[y * width + x]!;
    }
  }
  return { width: side, height: side, data: square };
}
