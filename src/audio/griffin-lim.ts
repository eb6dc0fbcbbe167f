import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { sineAndCosine } from "../base/sine-and-cosine.ts";
import type { FrameOptions } from "./frame-options.ts";
import { istft } from "./istft.ts";
import { type ComplexSpectrum, type SpectrumImage, stft } from "./stft.ts";

/** How a signal is looked for. */
export interface GriffinLimOptions extends FrameOptions {
  /** Of the spectrogram: 1 for magnitudes, 2 for energies. Default 2. */
  readonly power?: number;
  /** Default 32. */
  readonly nIter?: number;
  /** How far each step goes on in the direction of the last, from 0 to under 1. Default 0.99. */
  readonly momentum?: number;
  /** Samples of the signal. Default as many as the frames have. */
  readonly length?: number;
  /** Where the phases begin. Default a stream of its own, always the same. */
  readonly random?: Random;
}

/**
 * A signal with a given spectrogram: phases are guessed, and again and again replaced by those of the signal that comes
 * nearest.
 *
 * Shapes: [⌊nFft / 2⌋ + 1, frames] → [samples].
 * Throws: RangeError if an option is out of its range or the spectrogram is not of these options.
 * Source: Griffin, Lim, "Signal estimation from modified short-time Fourier transform", 1984; Perraudin, Balazs,
 * Søndergaard, "A fast Griffin-Lim algorithm", 2013; torchaudio, `transforms.GriffinLim`.
 *
 * @example
 * const tone = Float32Array.from({ length: 2000 }, (_, n) => Math.sin(n / 5));
 * griffinLim(spectrogram(tone, { nFft: 128 }), { nFft: 128, length: 2000 }).length; // 2000
 */
export function griffinLim(spectrum: SpectrumImage, options: GriffinLimOptions = {}): Float32Array {
  requireKind("shaped", "call griffinLim", { spectrum });
  const { shape, data } = spectrum;
  const { power = 2, nIter = 32, momentum = 0.99, length, random = new Random(0), ...framing } = options;
  if (!(momentum >= 0 && momentum < 1 && Number.isInteger(nIter) && nIter >= 0 && power > 0)) {
    throw new RangeError(
      `Cannot look for a signal with nIter = ${nIter}, momentum = ${momentum} and power = ${power}: expected an integer of 0 or more, a number from 0 to under 1, and a positive one. The defaults are 32, 0.99 and 2.`,
    );
  }
  const rate = momentum / (1 + momentum);
  const magnitudes = Float64Array.from(data, (value) => Math.max(0, value) ** (1 / power));
  const turns = Array.from(magnitudes, () => sineAndCosine(2 * Math.PI * random.uniform()));
  let phased = withPhases(
    shape,
    magnitudes,
    (i) => turns[i]![1],
    (i) => turns[i]![0],
  );
  let last: ComplexSpectrum | undefined;
  const inverse = { ...framing, ...(length !== undefined && { length }) };
  for (let step = 0; step < nIter; step++) {
    const near = stft(istft(phased, inverse), framing);
    const before = last;
    const along = (part: "real" | "imaginary") => (i: number) =>
      (near[part][i] ?? 0) - rate * (before?.[part][i] ?? 0);
    phased = withPhases(shape, magnitudes, along("real"), along("imaginary"));
    last = near;
  }
  return istft(phased, inverse);
}

/** These magnitudes with the phases of other numbers. */
function withPhases(
  shape: ComplexSpectrum["shape"],
  magnitudes: Float64Array,
  realOf: (i: number) => number,
  imaginaryOf: (i: number) => number,
): ComplexSpectrum {
  const [real, imaginary] = [new Float64Array(magnitudes.length), new Float64Array(magnitudes.length)];
  for (let i = 0; i < magnitudes.length; i++) {
    const [re, im] = [realOf(i), imaginaryOf(i)];
    const scale = magnitudes[i]! / (Math.sqrt(re * re + im * im) + 1e-16);
    real[i] = re * scale;
    imaginary[i] = im * scale;
  }
  return { shape, real, imaginary };
}
