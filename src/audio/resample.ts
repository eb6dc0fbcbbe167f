import { requireKind } from "../base/argument-kinds.ts";
import { sineAndCosine } from "../base/sine-and-cosine.ts";

/** How sharp the filter is. */
export interface ResampleOptions {
  /** Zero crossings of the filter on either side: more are sharper and slower. Default 6. */
  readonly lowpassFilterWidth?: number;
  /** Where the filter ends, as a share of half of the lower rate. Default 0.99. */
  readonly rolloff?: number;
}

/**
 * The signal at another sample rate, by a sinc filter under a Hann window.
 *
 * Shapes: [samples] → [⌈samples · newRate / rate⌉].
 * Throws: RangeError if a rate is no positive integer or an option out of its range.
 * Source: Smith, "Digital Audio Resampling Home Page", 2002; torchaudio, `functional.resample`.
 *
 * @example
 * resample(new Float32Array(800), { from: 8000, to: 16000 }).length; // 1600
 */
export function resample(
  signal: ArrayLike<number>,
  rates: { from: number; to: number } & ResampleOptions,
): Float32Array {
  requireKind("list", "call resample", { signal });
  requireKind("options", "call resample", { rates });
  const { from, to, ...options } = rates;
  const { lowpassFilterWidth = 6, rolloff = 0.99 } = options;
  if (![from, to, lowpassFilterWidth].every((value) => Number.isInteger(value) && value > 0)) {
    throw new RangeError(
      `Cannot resample from ${from} to ${to} Hz with lowpassFilterWidth = ${lowpassFilterWidth}: expected positive integers. Round the rates.`,
    );
  }
  if (!(rolloff > 0 && rolloff <= 1)) {
    throw new RangeError(
      `Cannot resample with rolloff = ${rolloff}: expected a share above 0, at most 1. The default is 0.99.`,
    );
  }
  if (from === to) return Float32Array.from(signal);
  const common = greatestCommonDivisor(from, to);
  const [origin, goal] = [from / common, to / common];
  const base = Math.min(origin, goal) * rolloff;
  const width = Math.ceil((lowpassFilterWidth * origin) / base);
  const kernels = kernelsOf({ origin, goal, base, width, lowpassFilterWidth });
  const resampled = new Float32Array(Math.ceil((goal * signal.length) / origin));
  for (let i = 0; i < resampled.length; i++) {
    const { first, shares } = kernels[i % goal]!;
    const start = Math.floor(i / goal) * origin + first;
    const end = Math.min(shares.length, signal.length - start);
    let sum = 0;
    for (let k = Math.max(0, -start); k < end; k++) sum += shares[k]! * signal[start + k]!;
    resampled[i] = sum;
  }
  return resampled;
}

interface Filter {
  readonly origin: number;
  readonly goal: number;
  readonly base: number;
  readonly width: number;
  readonly lowpassFilterWidth: number;
}

/** The samples from `first` on, counted from that before the new one, that make it, and their shares. */
interface Kernel {
  readonly first: number;
  readonly shares: Float64Array;
}

/** One kernel for each place between samples that new ones can have. */
function kernelsOf({ origin, goal, base, width, lowpassFilterWidth }: Filter): Kernel[] {
  return Array.from({ length: goal }, (_, phase) => {
    const middle = Math.floor((phase * origin) / goal);
    // Beyond these the window is 0.
    const first = middle - width;
    const shares = Float64Array.from({ length: 2 * width + 2 }, (_, k) => {
      const time = ((first + k) / origin - phase / goal) * base;
      const bounded = Math.max(-lowpassFilterWidth, Math.min(time, lowpassFilterWidth));
      const window = sineAndCosine((bounded * Math.PI) / lowpassFilterWidth / 2)[1] ** 2;
      const angle = bounded * Math.PI;
      const sinc = angle === 0 ? 1 : sineAndCosine(angle)[0] / angle;
      return (sinc * window * base) / origin;
    });
    return { first, shares };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
