/** Convolution over one to three spatial axes, as a contraction; its gradients are convolutions again. */

import type { Random } from "../base/random.ts";
import { formatShape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { pad } from "./assembly.ts";
import type { ContractionOp } from "./kinds.ts";
import { flip, permute, reshape, slice } from "./movement.ts";
import type { ContractionLoop, Sample } from "./op.ts";
import { countWindows } from "./window.ts";

/** How windows lie on the images, and how terms are ordered. */
export type ConvAttributes = {
  /** One number a spatial axis. */
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  /** In which order terms are added: by place in the window, then feature, or the other way round. */
  readonly order: "window-feature" | "feature-window";
};

/**
 * y[n, o, p] = Σ x[n, c, p · stride + k · dilation] · w[o, c, k], the features in `groups` independent parts.
 *
 * Shapes: x [N, C, S…], w [O, C / groups, K…] → [N, O, ⌊(S − dilation · (K − 1) − 1) / stride⌋ + 1…].
 */
export const convOp: ContractionOp<ConvAttributes> = {
  name: "conv",
  property: {
    kind: "contraction",
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
    checkOperands(x, w, attributes);
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
  /** Zeros added on both sides; 0 unless given. */
  readonly padding?: number | readonly number[];
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
  const margin = [0, 0, ...perAxis(padding, axes)];
  const attributes = {
    stride: perAxis(stride, axes),
    dilation: perAxis(dilation, axes),
    groups,
    order: "window-feature",
  } as const;
  checkOperands(x, w, attributes);
  return apply(convOp, [pad(x, { low: margin, high: margin }), w], attributes);
}

/** An option as one number a spatial axis. */
export function perAxis(option: number | readonly number[], axes: number): readonly number[] {
  return typeof option === "number" ? new Array<number>(axes).fill(option) : option;
}

/** dx[q] = Σ g[p] · w[k] over p · stride + k · dilation = q: g spread by the stride, correlated with flipped weights. */
function inputGradient(x: Value, w: Value, g: Value, { stride, dilation, groups }: ConvAttributes): Value {
  const kernel = w.shape.slice(2);
  const places = g.shape.slice(2);
  const reach = kernel.map((extent, i) => dilation[i]! * (extent - 1));
  const rest = x.shape.slice(2).map((extent, i) => extent - ((places[i]! - 1) * stride[i]! + reach[i]! + 1));
  const spread = pad(g, {
    low: [0, 0, ...reach],
    high: [0, 0, ...reach.map((margin, i) => margin + rest[i]!)],
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
  return apply(convOp, [spread, weights], {
    stride: stride.map(() => 1),
    dilation,
    groups,
    order: "window-feature",
  });
}

/** dw[o, c, k] = Σ x[n, c, p · stride + k · dilation] · g[n, o, p]: images are the features, stride and dilation swap. */
function weightGradient(x: Value, w: Value, g: Value, { stride, dilation, groups }: ConvAttributes): Value {
  const [images, features] = [x.shape[0]!, w.shape[1]!];
  const kernel = w.shape.slice(2);
  const spatial = kernel.map((_, i) => i);
  const used = kernel.map(
    (extent, i) => (g.shape[i + 2]! - 1) * stride[i]! + dilation[i]! * (extent - 1) + 1,
  );
  const seen = slice(x, { start: x.shape.map(() => 0), shape: [images, x.shape[1]!, ...used] });
  const grouped = reshape(seen, [images, groups, features, ...used]);
  const turned = permute(grouped, [2, 1, 0, ...spatial.map((i) => i + 3)]);
  const result = apply(
    convOp,
    [reshape(turned, [features, groups * images, ...used]), permute(g, [1, 0, ...spatial.map((i) => i + 2)])],
    { stride: dilation, dilation: stride, groups, order: "feature-window" },
  );
  return permute(result, [1, 0, ...spatial.map((i) => i + 2)]);
}

function outputExtents(x: TensorType, w: TensorType, { stride, dilation }: ConvAttributes): number[] {
  return countWindows("convolve images", x.shape.slice(2), { size: w.shape.slice(2), stride, dilation });
}

function checkOperands(x: TensorType, w: TensorType, { groups }: ConvAttributes): void {
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
    random.pick([1, 2, axes === 1 ? 16 : 3]),
  ];
  const dilation = Array.from({ length: axes }, () => random.pick([1, 1, 2]));
  const kernel = dilation.map(() => random.integer(1, 4));
  const stride = dilation.map(() => random.pick([1, 1, 2, 3]));
  const extents = kernel.map((extent, i) => {
    const reach = dilation[i]! * (extent - 1) + 1;
    return random.integer(reach, Math.max(reach, most) + 1);
  });
  return {
    inputs: [
      { shape: [images, groups * features, ...extents], dtype: "float32" },
      { shape: [groups * outputs, features, ...kernel], dtype: "float32" },
    ],
    attributes: { stride, dilation, groups, order: random.pick(["window-feature", "feature-window"]) },
  };
}
