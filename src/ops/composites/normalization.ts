/** Normalisations: values brought to mean 0 and variance 1, or to a mean square of 1. */

import { formatShape, sizeOf } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { add, div, mul, sub } from "../arithmetic.ts";
import { pad } from "../assembly.ts";
import { custom } from "../custom.ts";
import { permute, reshape } from "../movement.ts";
import { sum } from "../reduce.ts";
import { pow, sqrt } from "../transcendental.ts";
import { window } from "../window.ts";
import { mean } from "./statistics.ts";

/** What is normalised together. */
export interface StandardizeOptions {
  /** Axes over which mean and variance go; negative ones count from the end. */
  readonly axes: readonly number[];
  /** What is added to the variance, so that constant values do not divide by 0. */
  readonly eps: number;
}

/** Normalised values, and what was divided out; the reduced axes of both statistics stay, with extent 1. */
export interface Standardized {
  readonly y: Value;
  readonly mean: Value;
  /** The population's: the divisor is the number of elements. */
  readonly variance: Value;
}

/**
 * (x − mean x) / √(variance x + eps) over axes. The differences are computed once and used for both, so that their
 * gradients meet before they are summed up.
 *
 * Shapes: any → the same. Throws: RangeError if there is no such axis.
 */
export function standardize(x: Value, options: StandardizeOptions): Standardized {
  const { y, mean, variance } = standardizeParts(x, options);
  return { y, mean, variance };
}

/** What `standardize` gives, and what its differences are multiplied by. */
function standardizeParts(
  x: Value,
  { axes, eps }: StandardizeOptions,
): Standardized & { readonly inverse: Value } {
  const over = { axes, keepDims: true };
  const average = mean(x, over);
  const centered = sub(x, average);
  const variance = mean(mul(centered, centered), over);
  const inverse = div(1, sqrt(add(variance, eps)));
  return { y: mul(centered, inverse), mean: average, variance, inverse };
}

/**
 * `standardize` times a weight plus a bias, which have the shape of the statistics, with the gradient in closed form: with
 * x̂ the standardized values and n the number of elements of each mean,
 *
 * dbias = Σ dy, dweight = Σ dy · x̂, dx = weight / √(variance + eps) · (dy − dbias / n − x̂ · dweight / n).
 *
 * It goes through the elements twice, where that of the formula goes through them five times.
 *
 * Shapes: x any, weight and bias that of x with extent 1 for the axes → that of x. Throws: RangeError if there is no such axis.
 * Source: Ioffe, Szegedy, "Batch Normalization", 2015, section 3.
 */
export function standardizeAffine(x: Value, weight: Value, bias: Value, options: StandardizeOptions): Value {
  const [result] = custom([x, weight, bias], {
    name: "standardizeAffine",
    forward: (x, weight, bias) => [add(mul(standardize(x!, options).y, weight!), bias!)],
    vjp: ({ inputs: [x, weight], cotangents: [g] }) => {
      const { inverse, y } = standardizeParts(x!, options);
      const over = { axes: options.axes, keepDims: true };
      const [ofBias, ofWeight] = [sum(g!, over), sum(mul(g!, y), over)];
      const count = sizeOf(x!.shape) / sizeOf(weight!.shape);
      const centeredGradient = sub(sub(g!, div(ofBias, count)), mul(y, div(ofWeight, count)));
      return [mul(mul(weight!, inverse), centeredGradient), ofWeight, ofBias];
    },
  });
  return result!;
}

/** (x − mean) / √(variance + eps) with statistics that are given. Throws: RangeError if they do not broadcast to x. */
export function standardizeBy(x: Value, average: Value, variance: Value, eps: number): Value {
  return mul(sub(x, average), div(1, sqrt(add(variance, eps))));
}

/**
 * x / √(mean x² + eps) over axes.
 *
 * Shapes: any → the same. Throws: RangeError if there is no such axis.
 * Source: Zhang, Sennrich, "Root Mean Square Layer Normalization", 2019, section 3.
 */
export function rmsNormalize(x: Value, { axes, eps }: StandardizeOptions): Value {
  const square = mean(mul(x, x), { axes, keepDims: true });
  return mul(x, div(1, sqrt(add(square, eps))));
}

/**
 * `standardize` over each group of neighbouring channels and all that follows: a view [N, groups, C / groups, …].
 *
 * Shapes: [N, C, …] → the same.
 * Throws: RangeError unless there is an axis of channels that the groups divide.
 * Source: Wu, He, "Group Normalization", 2018, section 3.
 */
export function groupNormalize(x: Value, groups: number, eps: number): Value {
  const [batch, channels, ...rest] = x.shape;
  if (channels === undefined || !Number.isInteger(channels / groups)) {
    throw new RangeError(
      `Cannot normalise shape ${formatShape(x.shape)} in ${groups} groups: expected [batch, channels, …] with channels ` +
        `that the groups divide, got ${channels ?? "no axis of channels"}. Choose a number of groups that divides them.`,
    );
  }
  const grouped = reshape(x, [batch!, groups, channels / groups, ...rest]);
  const axes = grouped.shape.map((_, axis) => axis).slice(2);
  return reshape(standardize(grouped, { axes, eps }).y, x.shape);
}

/** How `localResponse` weighs neighbours. */
export interface LocalResponseOptions {
  /** How many neighbouring channels count, the channel itself in their middle. */
  readonly size: number;
  readonly alpha: number;
  readonly beta: number;
  readonly k: number;
}

/**
 * x / (k + alpha / size · Σ x²)^beta, the sum over `size` channels around each.
 *
 * Shapes: [N, C, …] → the same. Throws: RangeError unless there is an axis of channels.
 * Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012,
 * section 3.3.
 */
export function localResponse(x: Value, { size, alpha, beta, k }: LocalResponseOptions): Value {
  const rank = x.shape.length;
  if (rank < 2) {
    throw new RangeError(
      `Cannot normalise shape ${formatShape(x.shape)} by neighbouring channels: expected [batch, channels, …], got ` +
        `${rank} axes. Reshape it.`,
    );
  }
  const margin = (count: number) => x.shape.map((_, axis) => (axis === 1 ? count : 0));
  const squares = pad(mul(x, x), {
    low: margin(Math.floor(size / 2)),
    high: margin(Math.ceil(size / 2) - 1),
  });
  const others = squares.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const windows = window(permute(squares, [...others, 1]), { size: [size] }); // [N, …, C, size]
  const sums = permute(sum(windows, { axes: [-1] }), [0, rank - 1, ...others.slice(1).map((_, i) => i + 1)]);
  return div(x, pow(add(mul(sums, alpha / size), k), beta));
}
