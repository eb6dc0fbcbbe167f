import { type Pair, pair } from "./pair.ts";

/** The height and width of something. */
type Extents = readonly [height: number, width: number];

/**
 * The size, stride and padding of a pooling layer's window.
 *
 * Throws: RangeError if a number is out of range or the padding is larger than half the window, so that a window
 * could lie in it.
 */
export function poolingWindow(
  layer: string,
  kernelSize: Pair,
  options: { readonly stride?: Pair; readonly padding?: Pair },
): [size: Extents, stride: Extents, padding: Extents] {
  const size = pair(kernelSize, layer, "kernelSize", 1);
  const stride = pair(options.stride ?? kernelSize, layer, "stride", 1);
  const padding = pair(options.padding ?? 0, layer, "padding", 0);
  for (const [axis, margin] of padding.entries()) {
    if (margin <= size[axis]! / 2) continue;
    throw new RangeError(
      `Cannot make a ${layer} with kernelSize [${size.join(", ")}] and padding [${padding.join(", ")}]: expected a ` +
        `padding of at most half the kernel. Use less padding or a larger kernel.`,
    );
  }
  return [size, stride, padding];
}
