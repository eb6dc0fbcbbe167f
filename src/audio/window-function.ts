import { requireKind } from "../base/argument-kinds.ts";
import { sineAndCosine } from "../base/sine-and-cosine.ts";

/** The windows there are; "ones" is none. */
export type WindowName = "hann" | "hamming" | "blackman" | "ones";

/** A window by its name, or its values. */
export type WindowLike = WindowName | ArrayLike<number>;

/** Each window as a sum of cosines, a₀ − a₁ · cos(2πn/N) + a₂ · cos(4πn/N). */
const terms: Readonly<Record<WindowName, readonly [number, number, number]>> = {
  hann: [0.5, 0.5, 0],
  hamming: [0.54, 0.46, 0],
  blackman: [0.42, 0.5, 0.08],
  ones: [1, 0, 0],
};

/**
 * A window to fade the ends of a frame with, of `length` values: periodic, as spectra want it, or symmetric, as filters do.
 *
 * Throws: RangeError if the length is no positive integer or the name unknown.
 * Source: Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform", 1978; PyTorch,
 * `torch.hann_window`, `hamming_window`, `blackman_window`.
 *
 * @example
 * windowFunction("hann", 2); // [0, 1]
 */
export function windowFunction(
  name: WindowName,
  length: number,
  options: { periodic?: boolean } = {},
): Float64Array {
  requireKind("text", "call windowFunction", { name });
  const { periodic = true } = options;
  if (!Number.isInteger(length) || length < 1 || !Object.hasOwn(terms, name)) {
    throw new RangeError(
      `Cannot make a window "${name}" of length ${length}: expected one of ${Object.keys(terms).join(", ")} and a positive integer. Pass the name, then the length.`,
    );
  }
  const [mean, first, second] = terms[name];
  const period = periodic ? length : length - 1;
  if (length === 1) return Float64Array.of(1);
  return Float64Array.from({ length }, (_, n) => {
    const once = sineAndCosine((2 * Math.PI * n) / period)[1];
    const twice = sineAndCosine((4 * Math.PI * n) / period)[1];
    return mean - first * once + second * twice;
  });
}
