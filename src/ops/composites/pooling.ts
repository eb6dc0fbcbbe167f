/** Pooling over the spatial axes of images. */

import { formatShape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { div } from "../arithmetic.ts";
import { pad } from "../assembly.ts";
import { perAxis } from "../conv.ts";
import { reshape } from "../movement.ts";
import { max, sum } from "../reduce.ts";
import { window } from "../window.ts";

/** Which windows are pooled. */
export interface PoolOptions {
  /** The window's extent: a number for all spatial axes or one each. */
  readonly size: number | readonly number[];
  /** The same as `size` unless given. */
  readonly stride?: number | readonly number[];
  /** Elements added on both sides; 0 unless given. */
  readonly padding?: number | readonly number[];
}

/**
 * The greatest of each window; padding counts as −∞.
 *
 * Shapes: [N, C, S…] → [N, C, ⌊(S + 2 · padding − size) / stride⌋ + 1…]. Throws: RangeError if no window fits.
 */
export function maxPool(x: Value, options: PoolOptions): Value {
  const { windows, axes } = pooled(x, options, Number.NEGATIVE_INFINITY);
  return max(windows, { axes });
}

/**
 * The mean of each window; padding counts as zeros.
 *
 * Shapes: [N, C, S…] → [N, C, ⌊(S + 2 · padding − size) / stride⌋ + 1…]. Throws: RangeError if no window fits.
 */
export function avgPool(x: Value, options: PoolOptions): Value {
  const { windows, axes } = pooled(x, options, 0);
  const count = axes.reduce((product, axis) => product * windows.shape[axis]!, 1);
  return div(sum(windows, { axes }), count);
}

function pooled(x: Value, options: PoolOptions, margin: number): { windows: Value; axes: number[] } {
  if (x.shape.length < 3) {
    throw new RangeError(
      `Cannot pool images of shape ${formatShape(x.shape)}: expected [images, features, …] with at least one spatial ` +
        `axis, got ${x.shape.length} axes. Reshape the input.`,
    );
  }
  const spatial = x.shape.length - 2;
  const size = perAxis(options.size, spatial);
  const stride = perAxis(options.stride ?? options.size, spatial);
  const around = [0, 0, ...perAxis(options.padding ?? 0, spatial)];
  const padded = pad(x, { low: around, high: around, value: margin });
  const [images, features, ...extents] = padded.shape;
  const tiled = extents.every(
    (extent, i) => size[i]! > 0 && size[i] === stride[i] && extent % size[i]! === 0,
  );
  if (tiled && size.length === spatial && extents.every((extent) => extent > 0)) {
    const split = extents.flatMap((extent, i) => [extent / size[i]!, size[i]!]);
    return {
      windows: reshape(padded, [images!, features!, ...split]),
      axes: extents.map((_, i) => 3 + 2 * i),
    };
  }
  return { windows: window(padded, { size, stride }), axes: extents.map((_, i) => 2 + spatial + i) };
}
