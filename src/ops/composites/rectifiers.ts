/** Activation functions that bend or cut a line. */

import { normalizeAxis } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { abs, add, div, mul, neg } from "../arithmetic.ts";
import { ge, gt, le, lt } from "../comparison.ts";
import { slice } from "../movement.ts";
import { where } from "../selection.ts";
import { exp, expm1, log1p, tanh } from "../transcendental.ts";
import { sigmoid } from "./activations.ts";
import { type AxisOptions, softmax } from "./softmax.ts";

/** x where x > 0, else slope · x. The slope is a number or broadcasts to x. */
export function leakyRelu(x: Value, slope: Value | number): Value {
  return where(gt(x, 0), x, mul(x, slope));
}

/** scale · x where x > 0, else scale · alpha · (e^(x / width) − 1): ELU, SELU and CELU. Large x overflow nothing. */
export function elu(x: Value, { alpha = 1, scale = 1, width = 1 }: EluOptions = {}): Value {
  const low = expm1(div(where(le(x, 0), x, 0), width));
  return where(le(x, 0), mul(low, scale * alpha), mul(x, scale));
}

/** The numbers of `elu`, 1 unless given. */
export interface EluOptions {
  readonly alpha?: number;
  readonly scale?: number;
  readonly width?: number;
}

/** ln(1 + e^(beta · x)) / beta, x itself where beta · x > threshold. */
export function softplus(x: Value, { beta = 1, threshold = 20 }: SoftplusOptions = {}): Value {
  const linear = gt(mul(x, beta), threshold);
  return where(linear, x, div(log1p(exp(where(linear, 0, mul(x, beta)))), beta));
}

/** How sharp a `softplus` is, and from where on it is linear. */
export interface SoftplusOptions {
  /** Default: 1. */
  readonly beta?: number;
  /** Default: 20. */
  readonly threshold?: number;
}

/** ln σ(x) = −softplus(−x). */
export function logSigmoid(x: Value): Value {
  return neg(softplus(neg(x)));
}

/** x · σ(x). Source: Elfwing, Uchibe, Doya, "Sigmoid-Weighted Linear Units", 2017. */
export function silu(x: Value): Value {
  return mul(x, sigmoid(x));
}

/** x · tanh(softplus(x)). Source: Misra, "Mish", 2019. */
export function mish(x: Value): Value {
  return mul(x, tanh(softplus(x)));
}

/** x / (1 + |x|). */
export function softsign(x: Value): Value {
  return div(x, add(abs(x), 1));
}

/** x between min and max; no gradient on the bounds, as in PyTorch. */
export function hardtanh(x: Value, min: number, max: number): Value {
  return where(le(x, min), min, where(ge(x, max), max, x));
}

/** 0 below −3, 1 above 3, x / 6 + ½ between. */
export function hardsigmoid(x: Value): Value {
  return div(hardtanh(add(x, 3), 0, 6), 6);
}

/** 0 below −3, x above 3, x · (x + 3) / 6 between. Source: Howard et al., "Searching for MobileNetV3", 2019. */
export function hardswish(x: Value): Value {
  return where(lt(x, -3), 0, where(le(x, 3), mul(x, add(div(x, 6), 0.5)), x));
}

/** x where x > threshold, else value. */
export function threshold(x: Value, bound: number, value: number): Value {
  return where(le(x, bound), value, x);
}

/** softmax(−x) along an axis. Throws: RangeError if there is no such axis. */
export function softmin(x: Value, options: AxisOptions = {}): Value {
  return softmax(neg(x), options);
}

/**
 * a · σ(b) with the halves a and b of an axis, the last unless given.
 *
 * Throws: RangeError if there is no such axis or its extent is odd.
 * Source: Dauphin et al., "Language Modeling with Gated Convolutional Networks", 2016.
 */
export function glu(x: Value, { axis = -1 }: AxisOptions = {}): Value {
  const along = normalizeAxis("gate", axis, x.shape.length);
  const half = x.shape[along]! / 2;
  if (!Number.isInteger(half)) {
    throw new RangeError(
      `Cannot gate axis ${along} of shape [${x.shape.join(", ")}]: expected an even extent, got ${2 * half}. Its first ` +
        "half is what the second one gates.",
    );
  }
  const shape = x.shape.with(along, half);
  const start = x.shape.map(() => 0);
  return mul(slice(x, { start, shape }), sigmoid(slice(x, { start: start.with(along, half), shape })));
}
