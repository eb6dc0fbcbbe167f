import type { Picture } from "../image/index.ts";

/** Points of two classes, and the part of the plane that is shown. */
export interface MappedPoints {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** 0 or 1 a point. */
  readonly classes: ArrayLike<number>;
  readonly xRange: readonly [low: number, high: number];
  readonly yRange: readonly [low: number, high: number];
}

/** Pixels along each side. */
const side = 96;
const regions = [
  [205, 222, 245],
  [252, 224, 200],
] as const;
const dots = [
  [31, 94, 180],
  [214, 96, 20],
] as const;

/** The places of a map's pixels, row by row from the top: [side², 2] numbers. */
export function mapPlaces({ xRange, yRange }: MappedPoints): Float32Array {
  const places = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    places[2 * i] = xRange[0] + ((xRange[1] - xRange[0]) * ((i % side) + 0.5)) / side;
    places[2 * i + 1] = yRange[1] - ((yRange[1] - yRange[0]) * (Math.floor(i / side) + 0.5)) / side;
  }
  return places;
}

/**
 * The plane with each place in the colour of the class, 0 or 1, that is decided there, and the points in strong colours.
 *
 * Shapes: decisions [side²], for `mapPlaces`.
 */
export function decisionMap(decisions: ArrayLike<number>, map: MappedPoints): Picture {
  const rgba = new Uint8Array(4 * side * side);
  for (let i = 0; i < side * side; i++) rgba.set([...regions[decisions[i]! > 0 ? 1 : 0]!, 255], 4 * i);
  const { points, classes, xRange, yRange } = map;
  for (const [i, [x, y]] of points.entries()) {
    const column = Math.floor(((x - xRange[0]) / (xRange[1] - xRange[0])) * side);
    const row = Math.floor(((yRange[1] - y) / (yRange[1] - yRange[0])) * side);
    for (let down = -1; down <= 1; down++) {
      for (let right = -1; right <= 1; right++) {
        const [atX, atY] = [column + right, row + down];
        if (atX < 0 || atX >= side || atY < 0 || atY >= side) continue;
        rgba.set(dots[classes[i] ? 1 : 0]!, 4 * (atY * side + atX));
      }
    }
  }
  return { width: side, height: side, rgba };
}
