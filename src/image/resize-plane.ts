/** One number a pixel, rows from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Resizes a plane with a triangle filter that widens as the picture shrinks, so that every pixel counts and fine lines
 * do not break up: PyTorch's `interpolate(mode="bilinear", antialias=True)`.
 *
 * Throws: RangeError if a side of the new plane is no positive integer.
 * Source: Turkowski, "Filters for common resampling tasks", Graphics Gems, 1990.
 */
export function resizePlane(plane: Plane, size: { width: number; height: number }): Plane {
  for (const side of [size.width, size.height]) {
    if (!Number.isInteger(side) || side < 1) {
      throw new RangeError(`Cannot resize to ${size.width}×${size.height}: expected two positive integers.`);
    }
  }
  const { width, height, data } = plane;
  const across = weights(width, size.width);
  const down = weights(height, size.height);
  const narrow = new Float32Array(size.width * height);
  for (let x = 0; x < size.width; x++) {
    const { first, shares } = across[x]!;
    for (let y = 0; y < height; y++) {
      let sum = 0;
      for (let i = 0; i < shares.length; i++) sum += shares[i]! * data[y * width + first + i]!;
      narrow[y * size.width + x] = sum;
    }
  }
  const resized = new Float32Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const { first, shares } = down[y]!;
    for (let x = 0; x < size.width; x++) {
      let sum = 0;
      for (let i = 0; i < shares.length; i++) sum += shares[i]! * narrow[(first + i) * size.width + x]!;
      resized[y * size.width + x] = sum;
    }
  }
  return { ...size, data: resized };
}

/** Which pixels of a row make each of the new row's, and their shares, which add up to 1. */
function weights(from: number, to: number): { first: number; shares: number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(center - reach + 0.5));
    const end = Math.min(from, Math.floor(center + reach + 0.5));
    const raw = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k - center + 0.5) / reach)),
    );
    const sum = raw.reduce((total, share) => total + share, 0);
    return { first, shares: raw.map((share) => share / sum) };
  });
}
