/** Convolution over one to three spatial axes, as a contraction; its gradients are convolutions again. */

import type { Random } from "../base/random.ts";
import { formatShape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { pad } from "./assembly.ts";
import type { ContractionOp } from "./kinds.ts";
import { flip, permute, reshape, slice } from "./movement.ts";
import type { ContractionLoop, Sample } from "./op.ts";
import { zeros } from "./source.ts";
import { countWindows } from "./window.ts";

/** How windows lie on the images, and how terms are ordered. */
export type ConvAttributes = {
  /** One number a spatial axis, as the others. */
  readonly stride: readonly number[];
  /** Zeros before and after the images' elements; not negative. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  /** In which order terms are added: by place in the window, then feature, or the other way round. */
  readonly order: "window-feature" | "feature-window";
};

/**
 * y[n, o, p] = Σ x[n, c, p · stride + k · dilation − low] · w[o, c, k], with 0 for what is outside of x, the
 * features in `groups` independent parts.
 *
 * Shapes: x [N, C, S…], w [O, C / groups, K…] → [N, O, ⌊(low + S + high − dilation · (K − 1) − 1) / stride⌋ + 1…].
 */
export const convOp: ContractionOp<ConvAttributes> = {
  name: "conv",
  property: {
    kind: "contraction",
    margins: (_, { low, high }) =>
      low.every((zeros) => zeros === 0) && high.every((zeros) => zeros === 0)
        ? undefined
        : { low: [0, 0, ...low], high: [0, 0, ...high] },
    contraction: ([x, w], attributes) => {
      const { stride, dilation, groups, order } = attributes;
      const kernel = w!.shape.slice(2);
      const places = outputExtents(x!, w!, attributes);
      const [outputs, features] = [w!.shape[0]! / groups, w!.shape[1]!];
      const spatial = (name: string, role: ContractionLoop["role"], extents: readonly number[]) =>
        extents.map((extent, i): ContractionLoop => ({ name: `${name}${i}`, extent, role }));
      const window = spatial("window", "reduce", kernel);
      const feature: ContractionLoop = { name: "feature", extent: features, role: "reduce" };
      const loops: ContractionLoop[] = [
        { name: "group", extent: groups, role: "batch" },
        { name: "image", extent: x!.shape[0]!, role: "row" },
        ...spatial("place", "row", places),
        { name: "output", extent: outputs, role: "column" },
        ...(order === "window-feature" ? [...window, feature] : [feature, ...window]),
      ];
      const index = (coefficients: Readonly<Record<string, number>>) =>
        loops.map(({ name }) => coefficients[name] ?? 0);
      return {
        loops,
        left: [
          index({ image: 1 }),
          index({ group: features, feature: 1 }),
          ...kernel.map((_, i) => index({ [`place${i}`]: stride[i]!, [`window${i}`]: dilation[i]! })),
        ],
        right: [
          index({ group: outputs, output: 1 }),
          index({ feature: 1 }),
          ...kernel.map((_, i) => index({ [`window${i}`]: 1 })),
        ],
        output: [
          index({ image: 1 }),
          index({ group: outputs, output: 1 }),
          ...kernel.map((_, i) => index({ [`place${i}`]: 1 })),
        ],
      };
    },
  },
  infer: (inputs, attributes) => {
    const [x, w] = inputs as [TensorType, TensorType];
    checkOperands(x, w, attributes.groups);
    return [{ shape: [x.shape[0]!, w.shape[0]!, ...outputExtents(x, w, attributes)], dtype: "float32" }];
  },
  vjp: ({ inputs, cotangents, needed, attributes }) => {
    const [x, w] = inputs as [Value, Value];
    const g = cotangents[0]!;
    return [
      needed[0] === true ? inputGradient(x, w, g, attributes) : undefined,
      needed[1] === true ? weightGradient(x, w, g, attributes) : undefined,
    ];
  },
  sample: (random) => sampleConv(random),
};

/** PyTorch's options of a convolution. */
export interface ConvOptions {
  /** A number for all spatial axes or one each; 1 unless given. */
  readonly stride?: number | readonly number[];
  /** Zeros added on both sides, or before and after; 0 unless given. */
  readonly padding?: number | readonly (number | readonly [before: number, after: number])[];
  /** 1 unless given. */
  readonly dilation?: number | readonly number[];
  /** 1 unless given. */
  readonly groups?: number;
}

/**
 * The cross-correlation of images with weights, as PyTorch's conv1d, conv2d and conv3d without bias.
 *
 * Shapes: x [N, C, S…], w [O, C / groups, K…] → [N, O, ⌊(S + 2 · padding − dilation · (K − 1) − 1) / stride⌋ + 1…].
 *
 * Throws: RangeError if shapes or options do not fit, TypeError unless both are float32.
 */
export function conv(x: Value, w: Value, options: ConvOptions = {}): Value {
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = options;
  const axes = Math.max(x.shape.length - 2, 0);
  checkOperands(x, w, groups);
  const margins = perAxis(padding, axes).map((by) => (typeof by === "number" ? ([by, by] as const) : by));
  checkPadding(x, margins);
  return apply(convOp, [x, w], {
    stride: perAxis(stride, axes),
    low: margins.map(([before]) => before),
    high: margins.map(([, after]) => after),
    dilation: perAxis(dilation, axes),
    groups,
    order: "window-feature",
  });
}

/** An option as one number a spatial axis. */
export function perAxis<T>(option: number | readonly T[], axes: number): readonly (number | T)[] {
  return typeof option === "number" ? new Array<number>(axes).fill(option) : option;
}

/** dx[q] = Σ g[p] · w[k] over p · stride + k · dilation − low = q: g spread by the stride, correlated with flipped weights. */
function inputGradient(x: Value, w: Value, g: Value, attributes: ConvAttributes): Value {
  const { stride, low, dilation, groups } = attributes;
  if (x.shape.includes(0)) return zeros(x.shape);
  const kernel = w.shape.slice(2);
  const reach = kernel.map((extent, i) => dilation[i]! * (extent - 1));
  const spread = kernel.map((_, i) => (g.shape[i + 2]! - 1) * stride[i]! + 1);
  const parts = reach.map((by, i) => framed(spread[i]!, by - low[i]!, x.shape[i + 2]! + by));
  const apart = pad(g, {
    low: g.shape.map(() => 0),
    high: g.shape.map(() => 0),
    interior: [0, 0, ...stride.map((by) => by - 1)],
  });
  const [outputs, features] = [w.shape[0]! / groups, w.shape[1]!];
  const spatial = kernel.map((_, i) => i);
  const grouped = reshape(w, [groups, outputs, features, ...kernel]);
  const swapped = permute(grouped, [0, 2, 1, ...spatial.map((i) => i + 3)]);
  const weights = flip(
    reshape(swapped, [groups * features, outputs, ...kernel]),
    spatial.map((i) => i + 2),
  );
  return apply(convOp, [cut(apart, parts), weights], {
    stride: stride.map(() => 1),
    low: parts.map((part) => part.low),
    high: parts.map((part) => part.high),
    dilation,
    groups,
    order: "window-feature",
  });
}

/**
 * dw[o, c, k] = Σ x[n, c, p · stride + k · dilation − low] · g[n, o, p]: images are the features, stride and dilation
 * swap.
 */
function weightGradient(x: Value, w: Value, g: Value, attributes: ConvAttributes): Value {
  const { stride, low, dilation, groups } = attributes;
  const [images, features] = [x.shape[0]!, w.shape[1]!];
  const kernel = w.shape.slice(2);
  const spatial = kernel.map((_, i) => i);
  const parts = kernel.map((extent, i) => {
    const used = (g.shape[i + 2]! - 1) * stride[i]! + dilation[i]! * (extent - 1) + 1;
    return framed(x.shape[i + 2]!, low[i]!, used);
  });
  const seen = cut(x, parts);
  const grouped = reshape(seen, [images, groups, features, ...seen.shape.slice(2)]);
  const turned = permute(grouped, [2, 1, 0, ...spatial.map((i) => i + 3)]);
  const swapped = reshape(turned, [features, groups * images, ...seen.shape.slice(2)]);
  const result = apply(convOp, [swapped, permute(g, [1, 0, ...spatial.map((i) => i + 2)])], {
    stride: dilation,
    low: parts.map((part) => part.low),
    high: parts.map((part) => part.high),
    dilation: stride,
    groups,
    order: "feature-window",
  });
  return permute(result, [1, 0, ...spatial.map((i) => i + 2)]);
}

/** Which elements of an axis lie in a frame, and how many zeros of the frame are before and after them. */
interface Framed {
  readonly from: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** A frame of `total` places that begins `before` places before an axis of `extent` elements (after, if negative). */
function framed(extent: number, before: number, total: number): Framed {
  const inside = (place: number): number => Math.min(Math.max(place, 0), extent);
  const from = inside(-before);
  const count = Math.max(inside(total - before) - from, 0);
  const low = count === 0 ? total : Math.max(before, 0);
  return { from, count, low, high: total - low - count };
}

function cut(x: Value, parts: readonly Framed[]): Value {
  const start = [0, 0, ...parts.map((part) => part.from)];
  return slice(x, { start, shape: [...x.shape.slice(0, 2), ...parts.map((part) => part.count)] });
}

function outputExtents(x: TensorType, w: TensorType, attributes: ConvAttributes): number[] {
  const { stride, low, high, dilation } = attributes;
  const extents = x.shape.slice(2).map((extent, i) => low[i]! + extent + high[i]!);
  return countWindows("convolve images", extents, { size: w.shape.slice(2), stride, dilation });
}

function checkPadding(x: TensorType, padding: readonly (readonly [number, number])[]): void {
  const fits = (by: readonly number[]): boolean => by.every((zeros) => Number.isInteger(zeros) && zeros >= 0);
  if (padding.length === x.shape.length - 2 && padding.every(fits)) return;
  throw new RangeError(
    `Cannot convolve images of shape ${formatShape(x.shape)} with padding ${padding.map(([before, after]) => (before === after ? before : `[${before}, ${after}]`)).join(", ")}: ` +
      "expected a whole number ≥ 0 for all spatial axes, or one or [before, after] each. Use slice to cut images.",
  );
}

function checkOperands(x: TensorType, w: TensorType, groups: number): void {
  const what = `Cannot convolve images of shape ${formatShape(x.shape)} with weights ${formatShape(w.shape)}`;
  if (x.dtype !== "float32" || w.dtype !== "float32") {
    throw new TypeError(
      `${what}: expected float32, got ${x.dtype} and ${w.dtype}. Use cast("float32") first.`,
    );
  }
  if (x.shape.length < 3 || x.shape.length > 5 || w.shape.length !== x.shape.length) {
    throw new RangeError(
      `${what}: expected [images, features, …] and [outputs, features, …] with one to three spatial axes, got ` +
        `${x.shape.length} and ${w.shape.length} axes. Reshape one of them.`,
    );
  }
  if (!Number.isInteger(groups) || groups < 1 || w.shape[0]! % groups !== 0) {
    throw new RangeError(
      `${what}: expected groups to divide the ${w.shape[0]} outputs, got ${groups}. Choose a divisor of both feature counts.`,
    );
  }
  if (x.shape[1] !== w.shape[1]! * groups) {
    throw new RangeError(
      `${what}: expected weights for ${x.shape[1]! / groups} features (${x.shape[1]} in ${groups} groups), got ` +
        `${w.shape[1]}. Make the weights' second extent fit.`,
    );
  }
}

function sampleConv(random: Random): Sample<ConvAttributes> {
  const axes = random.pick([1, 1, 2, 2, 3]);
  const most = [40, 9, 5][axes - 1]!;
  const groups = random.pick([1, 1, 1, 2, 3]);
  const [images, outputs, features] = [
    random.pick([0, 1, 2, 3]),
    random.pick([1, 2, axes === 1 ? 17 : 3]),
    random.pick([1, 2, axes === 1 ? 16 : 5]),
  ];
  const dilation = Array.from({ length: axes }, () => random.pick([1, 1, 2]));
  const kernel = dilation.map(() => random.integer(1, 4));
  const stride = dilation.map(() => random.pick([1, 1, 2, 3]));
  const low = dilation.map(() => random.pick([0, 0, 1, 2, 5]));
  const high = dilation.map(() => random.pick([0, 0, 1, 3]));
  const extents = kernel.map((extent, i) => {
    const reach = Math.max(dilation[i]! * (extent - 1) + 1 - low[i]! - high[i]!, 1);
    return random.integer(reach, Math.max(reach, most) + 1);
  });
  return {
    inputs: [
      { shape: [images, groups * features, ...extents], dtype: "float32" },
      { shape: [groups * outputs, features, ...kernel], dtype: "float32" },
    ],
    attributes: {
      stride,
      low,
      high,
      dilation,
      groups,
      order: random.pick(["window-feature", "feature-window"]),
    },
  };
}
