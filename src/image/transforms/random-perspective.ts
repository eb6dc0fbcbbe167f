import type { Random } from "../../base/random.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { moveSample } from "./move-sample.ts";
import { requireProbability, requireRange } from "./option-checks.ts";
import { type Homography, type WarpOptions, warpMovement } from "./warp.ts";

/** How far corners go. */
export interface RandomPerspectiveOptions extends WarpOptions {
  /** The share of half a side that a corner moves inwards at most. Default 0.5. */
  readonly distortionScale?: number;
  /** Default 0.5. */
  readonly p?: number;
}

type Point = readonly [x: number, y: number];
type Corners = readonly [Point, Point, Point, Point];

/**
 * A picture as a tilted surface is seen: each corner moves inwards by a random number of pixels, with probability p.
 *
 * Throws: RangeError if `distortionScale` or `p` is not from 0 to 1.
 * Source: torchvision, `transforms.v2.RandomPerspective`; Heckbert, "Fundamentals of Texture Mapping and Image Warping",
 * 1989, section 2.2.3.
 *
 * @example
 * const tilted = randomPerspective({ distortionScale: 0.3, interpolation: "bilinear" });
 * tilted({ image: { shape: [3, 32, 32], data: new Float32Array(3072) } }, new Random(1)).image.shape; // [3, 32, 32]
 */
export function randomPerspective(options: RandomPerspectiveOptions = {}): ImageTransform {
  const { distortionScale = 0.5, p = 0.5, interpolation = "bilinear", fill = 0 } = options;
  requireProbability("tilt pictures", p);
  requireRange("tilt pictures by shares", [0, distortionScale], [0, 1]);
  return transformOf([import.meta.url, "randomPerspective", options], (sample, random) => {
    if (random.uniform() >= p) return sample;
    const [, height, width] = sample.image.shape;
    const { start, end } = cornersOf({ height, width }, distortionScale, random);
    return moveSample(
      sample,
      warpMovement(perspectiveMap(start, end), { height, width, interpolation, fill }),
    );
  });
}

function cornersOf(
  { height, width }: { height: number; width: number },
  distortionScale: number,
  random: Random,
): { start: Corners; end: Corners } {
  const across = Math.trunc(distortionScale * Math.floor(width / 2));
  const down = Math.trunc(distortionScale * Math.floor(height / 2));
  const [right, bottom] = [width - 1, height - 1];
  const near = (most: number): number => random.integer(0, most + 1);
  const far = (end: number, most: number): number => random.integer(end - most, end + 1);
  const end: Corners = [
    [near(across), near(down)],
    [far(right, across), near(down)],
    [far(right, across), far(bottom, down)],
    [near(across), far(bottom, down)],
  ];
  return {
    start: [
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
    ],
    end,
  };
}

/** The map that takes each of the corners `to` from its corner in `from`. */
export function perspectiveMap(from: Corners, to: Corners): Homography {
  const rows = to.flatMap(([u, v], i) => {
    const [x, y] = from[i]!;
    return [
      [u, v, 1, 0, 0, 0, -x * u, -x * v, x],
      [0, 0, 0, u, v, 1, -y * u, -y * v, y],
    ];
  });
  const [a, b, c, d, e, f, g, h] = solve(rows) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [a, b, c, d, e, f, g, h, 1];
}

/** The solution of linear equations, each its factors and then its right side, by elimination with pivots. */
function solve(equations: readonly (readonly number[])[]): number[] {
  const rows = equations.map((row) => [...row]);
  const count = rows.length;
  for (let column = 0; column < count; column++) {
    let pivot = column;
    for (let row = column; row < count; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const own = rows[column]!;
    for (let row = 0; row < count; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / own[column]!;
      for (let k = column; k <= count; k++) rows[row]![k]! -= factor * own[k]!;
    }
  }
  return rows.map((row, i) => row[count]! / row[i]!);
}
