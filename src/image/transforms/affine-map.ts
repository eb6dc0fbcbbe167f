import { sineAndCosine } from "../../base/sine-and-cosine.ts";
import type { Homography } from "./warp.ts";

/** What an affine movement does about a centre: shear, scale, rotate, then shift. */
export interface AffineMovement {
  /** Degrees, clockwise. */
  readonly angle?: number;
  /** Pixels to the right and down. */
  readonly translate?: readonly [x: number, y: number];
  readonly scale?: number;
  /** Degrees by which columns and rows lean. */
  readonly shear?: readonly [x: number, y: number];
  /** The point that stays, in pixels from the upper left corner. */
  readonly center: readonly [x: number, y: number];
}

/**
 * From a place in the moved picture to one in the old.
 *
 * Source: torchvision, `functional.affine`: rotation · scale · shear in y · shear in x, about the centre.
 */
export function affineMap({
  angle = 0,
  translate = [0, 0],
  scale = 1,
  shear = [0, 0],
  center,
}: AffineMovement): Homography {
  const tangent = ([sine, cosine]: [number, number]): number => sine / cosine;
  const shearX = tangent(sineAndCosine(radians(shear[0])));
  const cosineY = sineAndCosine(radians(shear[1]))[1];
  const [sine, cosine] = sineAndCosine(radians(angle - shear[1]));
  const [turn, along] = sineAndCosine(radians(angle));
  const a = cosine / cosineY;
  const b = -a * shearX - turn;
  const c = sine / cosineY;
  const d = -c * shearX + along;
  // The determinant of the part without scale is 1.
  const [p, q, r, s] = [d / scale, -b / scale, -c / scale, a / scale];
  const [x, y] = [center[0] + translate[0], center[1] + translate[1]];
  return [p, q, center[0] - p * x - q * y, r, s, center[1] - r * x - s * y, 0, 0, 1];
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
