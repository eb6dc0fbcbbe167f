/** Transposed convolution: the adjoint of convolution, as a convolution of what is spread apart. */

import { formatShape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { pad } from "../assembly.ts";
import { type ConvOptions, conv, perAxis } from "../conv.ts";
import { flip, permute, reshape, slice } from "../movement.ts";

/** PyTorch's options of a transposed convolution. */
export interface ConvTransposeOptions extends Omit<ConvOptions, "padding"> {
  /** How much is cut off from both ends of each axis; 0 unless given. */
  readonly padding?: number | readonly number[];
  /** Elements added at the end of each axis; 0 unless given. */
  readonly outputPadding?: number | readonly number[];
}

/**
 * y[n, o, i · stride + k · dilation − padding] = Σ x[n, c, i] · w[c, o, k], as PyTorch's conv_transpose1d to 3d without
 * bias.
 *
 * Shapes: x [N, C, S…], w [C, O / groups, K…] → [N, O, (S − 1) · stride − 2 · padding + dilation · (K − 1) +
 * outputPadding + 1…].
 *
 * Throws: RangeError if shapes or options do not fit or nothing is left, TypeError unless both are float32.
 */
export function convTranspose(x: Value, w: Value, options: ConvTransposeOptions = {}): Value {
  const [inputs, features, ...kernel] = w.shape as [number, number, ...number[]];
  const axes = kernel.length;
  const { groups = 1 } = options;
  const [stride, padding, dilation, more] = [
    options.stride ?? 1,
    options.padding ?? 0,
    options.dilation ?? 1,
    options.outputPadding ?? 0,
  ].map((option) => perAxis(option, axes)) as [number[], number[], number[], number[]];
  if (x.shape.length !== axes + 2 || x.shape[1] !== inputs || inputs % groups !== 0) {
    throw new RangeError(
      `Cannot convolve ${formatShape(x.shape)} transposed with weights ${formatShape(w.shape)} in ${groups} groups: ` +
        `expected [N, ${inputs}, …] with ${axes} spatial axes and groups that divide ${inputs}, got another shape. Reshape ` +
        "one of them.",
    );
  }
  const margins = kernel.map((extent, i) => dilation[i]! * (extent - 1) - padding[i]!);
  const frame = (of: (i: number) => number) => [0, 0, ...kernel.map((_, i) => of(i))];
  const none = x.shape.map(() => 0);
  const spread = pad(x, { low: none, high: none, interior: frame((i) => stride[i]! - 1) });
  const start = frame((i) => Math.max(-margins[i]!, 0));
  const cut = frame((i) => Math.max(-margins[i]! - more[i]!, 0));
  const shape = spread.shape.map((extent, axis) => extent - start[axis]! - cut[axis]!);
  const places = kernel.map((_, i) => i + 2);
  const grouped = reshape(w, [groups, inputs / groups, features, ...kernel]);
  const swapped = permute(grouped, [0, 2, 1, ...places.map((axis) => axis + 1)]);
  const weights = flip(reshape(swapped, [groups * features, inputs / groups, ...kernel]), places);
  if (shape.some((extent) => extent < 0)) {
    throw new RangeError(
      `Cannot convolve ${formatShape(x.shape)} transposed with padding [${padding.join(", ")}]: expected at least one ` +
        "element to be left on each axis, got none. Pad less.",
    );
  }
  const around = margins.map((by, i) => [Math.max(by, 0), Math.max(by + more[i]!, 0)] as const);
  return conv(slice(spread, { start, shape }), weights, { padding: around, dilation, groups });
}
