/**
 * The linear maps of convolutions over windows of 3 × 3 by tiles: F(2 × 2, 3 × 3) and, for the gradient of the weights,
 * F(3 × 3, 2 × 2) of Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks", section 4.1.
 *
 * Along one axis a tile is two neighbouring places, the four elements d under them, and the three weights g. With
 *
 * v = (d₀ − d₂, d₁ + d₂, d₂ − d₁, d₁ − d₃) and u = (g₀, ½((g₀ + g₂) + g₁), ½((g₀ + g₂) − g₁), g₂),
 *
 * m = v · u gives the places ((m₀ + m₁) + m₂, (m₁ − m₂) − m₃). With the places' cotangents y and
 *
 * t = (y₀, ½(y₀ + y₁), ½(y₀ − y₁), y₁),
 *
 * n = v · t gives the weights' gradient ((n₀ + n₁) + n₂, n₁ − n₂, (n₁ + n₂) − n₃). A tile of one place, at an edge, is a
 * tile whose second place is 0 and is not read; its last point is left out. Two axes are one inside the other.
 */

import type { KernelBuilder } from "./lowered/builder.ts";
import type { Register } from "./lowered/program.ts";

/** Result `at` of a map along one axis. */
export type AxisMap = (builder: KernelBuilder, at: number, element: (at: number) => Register) => Register;

/** From d to v. */
export const elementsToPoints: AxisMap = (builder, at, element) => {
  if (at === 0) return builder.compute("subtract", element(0), element(2));
  if (at === 1) return builder.compute("add", element(1), element(2));
  if (at === 2) return builder.compute("subtract", element(2), element(1));
  return builder.compute("subtract", element(1), element(3));
};

/** From g to u. */
export const weightsToPoints: AxisMap = (builder, at, element) => {
  if (at === 0) return element(0);
  if (at === 3) return element(2);
  const ends = builder.compute("add", element(0), element(2));
  return half(builder, builder.compute(at === 1 ? "add" : "subtract", ends, element(1)));
};

/** From m to the places. */
export const pointsToPlaces: AxisMap = (builder, at, element) => {
  if (at === 0) return builder.compute("add", builder.compute("add", element(0), element(1)), element(2));
  return builder.compute("subtract", builder.compute("subtract", element(1), element(2)), element(3));
};

/** From y to t. */
export const placesToPoints: AxisMap = (builder, at, element) => {
  if (at === 0 || at === 3) return element(at === 0 ? 0 : 1);
  return half(builder, builder.compute(at === 1 ? "add" : "subtract", element(0), element(1)));
};

/** From y to t where there is one place. */
export const placeToPoints: AxisMap = (builder, at, element) =>
  at === 0 ? element(0) : half(builder, element(0));

/** From n to the weights' gradient. */
export const pointsToWeights: AxisMap = (builder, at, element) => {
  if (at === 0) return builder.compute("add", builder.compute("add", element(0), element(1)), element(2));
  if (at === 1) return builder.compute("subtract", element(1), element(2));
  return builder.compute("subtract", builder.compute("add", element(1), element(2)), element(3));
};

function half(builder: KernelBuilder, value: Register): Register {
  return builder.compute("multiply", value, builder.constant("float32", 0.5));
}

/** A map along both axes. */
export interface PlaneMap {
  /** The maps along the first axis and along the second. */
  readonly maps: readonly [AxisMap, AxisMap];
  /** How many elements along the second axis, and how many results. */
  readonly across: readonly [elements: number, results: number];
}

/** One row of the results of a map along both axes. */
export function mapRow(
  builder: KernelBuilder,
  { maps: [down, along], across: [elements, results] }: PlaneMap,
  row: number,
  element: (row: number, across: number) => Register,
  write: (across: number, value: Register) => void,
): void {
  const mixed = Array.from({ length: elements }, (_, at) => down(builder, row, (each) => element(each, at)));
  for (let at = 0; at < results; at++) {
    const value = along(builder, at, (each) => mixed[each]!);
    write(at, value);
  }
}
