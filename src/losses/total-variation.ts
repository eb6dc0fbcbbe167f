import type { Tensor } from "../tensor/index.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes } from "./same-shape.ts";

/**
 * Σ |x[i + 1, j] − x[i, j]| + |x[i, j + 1] − x[i, j]| over an image: how much neighbours differ, made small to smooth
 * without blurring edges.
 *
 * Shapes: [n, channels, height, width] → a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError for other axes.
 * Source: Rudin, Osher, Fatemi, "Nonlinear Total Variation Based Noise Removal Algorithms", 1992, with sums of sizes for
 * lengths.
 *
 * @example
 * losses.totalVariation(tensor([[[[0, 1], [0, 3]]]])).item(); // 6
 */
export function totalVariation(images: Tensor, options: LossOptions = {}): Tensor {
  requireAxes("totalVariation", images, ["n", "channels", "height", "width"]);
  const down = images.at("...", "1:", ":").sub(images.at("...", ":-1", ":"));
  const right = images.at("...", "1:").sub(images.at("...", ":-1"));
  const total = (x: Tensor) => x.abs().flatten(1).sum({ axis: 1 });
  return reduce(total(down).add(total(right)), options.reduction);
}
