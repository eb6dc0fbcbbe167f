import { requireKind } from "../base/argument-kinds.ts";

/** Planes of numbers, rows from the top. */
export interface PicturePlanes {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly data: ArrayLike<number>;
}

/** How pictures are compared. */
export interface SsimOptions {
  /** The distance of black and white: 1, or 255 for bytes. Default 1. */
  readonly dataRange?: number;
  /** The deviation of the Gaussian window, in pixels. Default 1.5. */
  readonly sigma?: number;
}

/** So that near-black places do not divide by 0. */
const [k1, k2] = [0.01, 0.03];

/**
 * The structural similarity of two pictures, −1 to 1: for each window, (2μ₁μ₂ + c₁)(2σ₁₂ + c₂) / ((μ₁² + μ₂² + c₁)(σ₁² + σ₂² + c₂)),
 * averaged over windows that lie within the picture, and over channels. The window is Gaussian, of 11×11 pixels by default.
 *
 * Shapes: both [channels, height, width].
 * Throws: RangeError if the pictures differ in shape or are smaller than the window, or an option is not positive.
 * Source: Wang, Bovik, Sheikh, Simoncelli, "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004;
 * scikit-image, `metrics.structural_similarity(gaussian_weights=True, use_sample_covariance=False)`.
 *
 * @example
 * const grey = { shape: [1, 16, 16], data: new Float32Array(256).fill(0.5) } as const;
 * metrics.ssim(grey, grey); // 1
 */
export function ssim(picture: PicturePlanes, reference: PicturePlanes, options: SsimOptions = {}): number {
  requireKind("shaped", "call ssim", { picture, reference });
  const { dataRange = 1, sigma = 1.5 } = options;
  const [channels, height, width] = picture.shape;
  if (!(dataRange > 0 && sigma > 0)) {
    throw new RangeError(
      `Cannot compare pictures with dataRange = ${dataRange} and sigma = ${sigma}: expected positive numbers. The defaults are 1 and 1.5.`,
    );
  }
  const reach = Math.trunc(3.5 * sigma + 0.5);
  const side = 2 * reach + 1;
  if (String(picture.shape) !== String(reference.shape) || Math.min(height, width) < side) {
    throw new RangeError(
      `Cannot compare pictures of shapes [${picture.shape.join(", ")}] and [${reference.shape.join(", ")}]: expected equal shapes, with at least ${side}×${side} pixels. Resize one, or use a smaller sigma.`,
    );
  }
  const raw = Array.from({ length: side }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const total = raw.reduce((sum, value) => sum + value, 0);
  const window = raw.map((value) => value / total);
  const size = height * width;
  const [c1, c2] = [(k1 * dataRange) ** 2, (k2 * dataRange) ** 2];
  let sum = 0;
  let count = 0;
  for (let channel = 0; channel < channels; channel++) {
    const smooth = (of: (i: number) => number): Float64Array =>
      filtered(
        Float64Array.from({ length: size }, (_, i) => of(channel * size + i)),
        { width, window },
      );
    const a = picture.data;
    const b = reference.data;
    const meanA = smooth((i) => a[i]!);
    const meanB = smooth((i) => b[i]!);
    const squareA = smooth((i) => a[i]! ** 2);
    const squareB = smooth((i) => b[i]! ** 2);
    const product = smooth((i) => a[i]! * b[i]!);
    for (let i = 0; i < meanA.length; i++) {
      const [x, y] = [meanA[i]!, meanB[i]!];
      const luminance = (2 * x * y + c1) / (x * x + y * y + c1);
      const structure = (2 * (product[i]! - x * y) + c2) / (squareA[i]! - x * x + squareB[i]! - y * y + c2);
      sum += luminance * structure;
      count++;
    }
  }
  return sum / count;
}

/** The plane under a window along both axes, where the window lies within it. */
function filtered(
  plane: Float64Array,
  { width, window }: { width: number; window: readonly number[] },
): Float64Array {
  const height = plane.length / width;
  const across = width - window.length + 1;
  const down = height - window.length + 1;
  const narrow = new Float64Array(height * across);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let k = 0; k < window.length; k++) sum += window[k]! * plane[y * width + x + k]!;
      narrow[y * across + x] = sum;
    }
  }
  const result = new Float64Array(down * across);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0;
      for (let k = 0; k < window.length; k++) sum += window[k]! * narrow[(y + k) * across + x]!;
      result[y * across + x] = sum;
    }
  }
  return result;
}
