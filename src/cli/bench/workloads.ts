/** The products, convolutions and passes over memory that are timed. */

import { fractions } from "./networks.ts";
import type { HostTensor, Workload } from "./workload.ts";

/** What a matrix product is like besides its extents. */
export interface ProductOptions {
  /** Whether a side lies transposed in memory. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** How many products of different operands. Default: one, without a batch axis. */
  readonly batch?: number;
}

/** C = A·B, [m, k] by [k, n]. Operands are small integers: every sum is exact, so results must be equal. */
export function product(
  [m, k, n]: readonly [number, number, number],
  options: ProductOptions = {},
): Workload {
  const { transposeA = false, transposeB = false, batch } = options;
  const batched = batch === undefined ? [] : [batch];
  const size = m === k && k === n ? `${m}³` : `${m}×${k}×${n}`;
  const marks = (transposeA ? ", left transposed" : "") + (transposeB ? ", right transposed" : "");
  return {
    name: `product ${batch === undefined ? "" : `${batch} × `}${size}${marks}`,
    kind: "product",
    options: { transposeA, transposeB },
    tensors: {
      a: integers([...batched, ...(transposeA ? [k, m] : [m, k])], 11),
      b: integers([...batched, ...(transposeB ? [n, k] : [k, n])], 13),
    },
    flops: 2 * (batch ?? 1) * m * k * n,
    checkedRuns: 1,
    tolerance: 0,
  };
}

/** A 3×3 convolution of 32 images with 64 channels of 28² to as many, or its gradient by the images or the weights. */
export function convolution(part: "" | "InputGradient" | "WeightGradient"): Workload {
  const [images, weight] = [
    [32, 64, 28, 28],
    [64, 64, 3, 3],
  ];
  return {
    name: `conv${part === "" ? "" : part === "InputGradient" ? ", input gradient" : ", weight gradient"}`,
    kind: `conv${part}`,
    options: {},
    tensors: {
      x: integers(images, 11),
      w: integers(weight, 13),
      ...(part !== "" && { g: integers(images, 7) }),
    },
    flops: 2 * 32 * 28 ** 2 * 9 * 64 * 64,
    checkedRuns: 1,
    // Sums stay exact; libraries that transform (Winograd) round.
    tolerance: 1e-5,
  };
}

/** Rows of 1,024 numbers, 1,024 of them: what reads and writes each number once, a million in all. */
export function rows(kind: "softmax" | "gelu" | "layerNorm" | "adam"): Workload {
  const shape = [1024, 1024];
  const elements = 1024 * 1024;
  const centred = (scale: number): HostTensor => ({
    shape,
    data: fractions(elements).map((value) => (value - 0.5) * scale),
  });
  const tensors: Record<string, HostTensor> =
    kind === "adam" ? { parameter: centred(1), gradient: centred(0.1) } : { x: centred(8) };
  if (kind === "layerNorm") {
    tensors.weight = { shape: [1024], data: fractions(1024) };
    tensors.bias = { shape: [1024], data: fractions(1024) };
  }
  // Adam reads the parameter, its gradient and two averages, and writes all but the gradient.
  const passes = kind === "adam" ? 7 : 2;
  return {
    name: `${kind} of 1024²`,
    kind,
    options: {},
    tensors,
    bytes: passes * 4 * elements,
    checkedRuns: kind === "adam" ? 3 : 1,
    tolerance: 1e-5,
  };
}

/** The gradients of an LSTM layer, 64 numbers in and 128 out, over 64 steps of a batch of 32: by its input and parameters. */
export function lstmLayer(): Workload {
  const [time, batch, inputSize, hiddenSize] = [64, 32, 64, 128];
  const shapes: Record<string, readonly number[]> = {
    x: [time, batch, inputSize],
    g: [time, batch, hiddenSize],
    parameter0: [4 * hiddenSize, inputSize],
    parameter1: [4 * hiddenSize, hiddenSize],
    parameter2: [4 * hiddenSize],
    parameter3: [4 * hiddenSize],
  };
  const centred = (shape: readonly number[], scale: number): HostTensor => ({
    shape,
    data: fractions(shape.reduce((a, b) => a * b)).map((value) => (value - 0.5) * scale),
  });
  // Parameters as the layer starts from, so that its gates are neither open nor shut.
  const scaleOf = (name: string): number => (/^parameter/.test(name) ? 2 / Math.sqrt(hiddenSize) : 2);
  return {
    name: `LSTM layer ${inputSize} × ${hiddenSize}, ${time} steps, batch ${batch}, gradients`,
    kind: "lstmLayer",
    options: {},
    tensors: Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [name, centred(shape, scaleOf(name))]),
    ),
    flops: 6 * time * batch * (inputSize + hiddenSize) * 4 * hiddenSize,
    checkedRuns: 1,
    tolerance: 1e-4,
  };
}

/** One addition of four numbers that is not compiled ahead, and reading its result: what a library costs around its work. */
export function eagerAddition(): Workload {
  return {
    name: "one eager addition of 4 numbers, and reading it",
    kind: "eagerAddition",
    options: {},
    tensors: { a: integers([4], 11), b: integers([4], 13) },
    checkedRuns: 1,
    tolerance: 0,
  };
}

function integers(shape: readonly number[], period: number): HostTensor {
  const size = shape.reduce((a, b) => a * b);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => ((i * 7) % period) - (period >> 1)) };
}
