/** Test support: the shapes and names that contracts of layers are written with. */

import type { Tensor } from "../tensor/index.ts";
import type { Contract } from "./contract.ts";
import type { Module } from "./module.ts";

/** Names and shapes of parameters. */
export type Shapes = Readonly<Record<string, readonly number[]>>;

/** Without parameters. */
export function plain(
  make: () => Module,
  input: readonly number[],
  output: readonly number[] = input,
  more: Partial<Contract> = {},
): Contract {
  return { make, input, output, parameters: {}, ...more };
}

/** Names with a path before them. */
export function under(path: string, shapes: Shapes): Shapes {
  return Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [`${path}.${name}`, shape]));
}

/** The parameters of a `Linear`. */
export const linear = (inputs: number, outputs: number): Shapes => ({
  weight: [outputs, inputs],
  bias: [outputs],
});

/** The parameters of a norm. */
export const affine = (features: number): Shapes => ({ weight: [features], bias: [features] });

/** A second input that is the first one turned round. */
export const withItself = (layer: { forward(x: Tensor, y: Tensor): Tensor }, x: Tensor) =>
  layer.forward(x, x.flip([0]));

const shapes = { 1: [7], 2: [6, 7], 3: [3, 4, 5] } as const;
/** How many spatial axes. */
export type Axes = keyof typeof shapes;

/** [2, 4, …], and the shape with extents changed by a function. */
export const spatial = (axes: Axes, change: (extent: number) => number = (x) => x, channels = 4) => [
  2,
  channels,
  ...shapes[axes].map(change),
];
