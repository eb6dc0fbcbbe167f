/** How new pixels are made from old ones: the nearest one, or a mean with weights by a line or a cubic. */
export type Interpolation = "nearest" | "bilinear" | "bicubic";

/** Which old pixels of an axis make each new one: `counts[i]` of them from `firsts[i]` on, with `most` shares each. */
export interface Taps {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  readonly shares: Float64Array;
  readonly most: number;
}

/**
 * The shares of old pixels in new ones along an axis, which add up to 1. With `antialias` the filter widens as the axis
 * shrinks, so that every pixel counts and fine lines do not break up.
 *
 * Source: Turkowski, "Filters for common resampling tasks", Graphics Gems, 1990; Keys, "Cubic convolution interpolation
 * for digital image processing", 1981, with a = −0.5, and −0.75 without antialias, as PyTorch has them.
 */
export function tapsOf(
  from: number,
  to: number,
  { interpolation, antialias }: { interpolation: Exclude<Interpolation, "nearest">; antialias: boolean },
): Taps {
  const scale = from / to;
  const cubic = interpolation === "bicubic";
  const widening = antialias ? Math.max(1, scale) : 1;
  const reach = (cubic ? 2 : 1) * widening;
  const slope = antialias ? -0.5 : -0.75;
  const most = Math.min(from, 2 * Math.ceil(reach) + 1);
  const taps = {
    firsts: new Int32Array(to),
    counts: new Int32Array(to),
    shares: new Float64Array(to * most),
    most,
  };
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale;
    const start = Math.floor(center - reach + 0.5);
    const end = Math.floor(center + reach + 0.5);
    const first = Math.max(0, Math.min(start, from - 1));
    const last = Math.min(from, Math.max(end, 1)) - 1;
    const at = i * most;
    let sum = 0;
    for (let place = start; place < end; place++) {
      // Without antialias the border goes on for ever; with it, there is nothing outside.
      if (antialias && (place < 0 || place >= from)) continue;
      const distance = Math.abs((place - center + 0.5) / widening);
      const share = cubic ? cubicShare(distance, slope) : Math.max(0, 1 - distance);
      taps.shares[at + Math.max(first, Math.min(place, last)) - first]! += share;
      sum += share;
    }
    for (let k = 0; k < most; k++) taps.shares[at + k]! /= sum;
    taps.firsts[i] = first;
    taps.counts[i] = last - first + 1;
  }
  return taps;
}

function cubicShare(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}
