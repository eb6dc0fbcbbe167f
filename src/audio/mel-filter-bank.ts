import { exponential } from "../base/exponential.ts";
import { logarithm } from "../base/logarithm.ts";

/** Which frequencies are added up, and how. */
export interface MelOptions {
  /** Samples a second. Default 16,000. */
  readonly sampleRate?: number;
  /** How many filters. Default 128. */
  readonly nMels?: number;
  /** Hertz, where the first filter begins. Default 0. */
  readonly fMin?: number;
  /** Hertz, where the last filter ends. Default half of the sample rate. */
  readonly fMax?: number;
  /** "slaney" divides each filter by its width, so that all have one area. Default none. */
  readonly norm?: "slaney";
  /** Default "htk". */
  readonly melScale?: "htk" | "slaney";
}

/** As many factors are 2 GB. */
const mostFactors = 2 ** 28;

/** Factors by frequency and filter. */
export interface MelFilterBank {
  readonly shape: readonly [bins: number, mels: number];
  readonly data: Float64Array;
}

/**
 * Triangular filters that lie evenly on the mel scale, on which steps sound alike: HTK's 2595 · log₁₀(1 + f / 700), or
 * Slaney's, which is even up to 1,000 Hz and logarithmic from there. A filter that is narrower than the
 * step between frequencies may cover none, and is 0: use fewer filters or a larger nFft.
 *
 * Shapes: [bins, nMels], for `bins` frequencies from 0 to half of the sample rate.
 * Throws: RangeError if an option is out of its range.
 * Source: Stevens, Volkmann, Newman, "A Scale for the Measurement of the Psychological Magnitude Pitch", 1937; Slaney,
 * "Auditory Toolbox", 1998; torchaudio, `functional.melscale_fbanks`.
 *
 * @example
 * melFilterBank(201, { nMels: 40 }).shape; // [201, 40]
 */
export function melFilterBank(bins: number, options: MelOptions = {}): MelFilterBank {
  const {
    sampleRate = 16_000,
    nMels = 128,
    fMin = 0,
    fMax = sampleRate / 2,
    norm,
    melScale = "htk",
  } = options;
  if (
    !(
      Number.isInteger(nMels) &&
      nMels > 0 &&
      Number.isInteger(bins) &&
      bins > 1 &&
      nMels * bins <= mostFactors
    )
  ) {
    throw new RangeError(
      `Cannot make ${nMels} mel filters of ${bins} frequencies: expected positive integers, and at most ${mostFactors} factors. Pass nFft / 2 + 1 for the bins of a spectrum.`,
    );
  }
  if (!(fMin >= 0 && fMin < fMax && sampleRate > 0)) {
    throw new RangeError(
      `Cannot make mel filters from ${fMin} to ${fMax} Hz: expected a rising range, which begins at 0 or above. The highest is at most half the sample rate.`,
    );
  }
  const { toMel, toHertz } = scales[melScale];
  const [least, most] = [toMel(fMin), toMel(fMax)];
  const points = Array.from({ length: nMels + 2 }, (_, i) =>
    toHertz(least + ((most - least) * i) / (nMels + 1)),
  );
  const data = new Float64Array(bins * nMels);
  for (let mel = 0; mel < nMels; mel++) {
    const [low, middle, high] = points.slice(mel, mel + 3) as [number, number, number];
    const scale = norm === "slaney" ? 2 / (high - low) : 1;
    for (let bin = 0; bin < bins; bin++) {
      const frequency = ((sampleRate / 2) * bin) / (bins - 1);
      const share = Math.min((frequency - low) / (middle - low), (high - frequency) / (high - middle));
      if (share > 0) data[bin * nMels + mel] = scale * share;
    }
  }
  return { shape: [bins, nMels], data };
}

interface Scale {
  readonly toMel: (hertz: number) => number;
  readonly toHertz: (mel: number) => number;
}

/** Slaney's scale: 3 mels are 200 Hz up to 1,000 Hz, then 27 mels a factor of 6.4. */
const turning = { hertz: 1000, mel: 15, step: logarithm(6.4) / 27 };

const scales: Readonly<Record<"htk" | "slaney", Scale>> = {
  htk: {
    toMel: (hertz) => (2595 * logarithm(1 + hertz / 700)) / Math.LN10,
    toHertz: (mel) => 700 * (exponential((mel * Math.LN10) / 2595) - 1),
  },
  slaney: {
    toMel: (hertz) =>
      hertz < turning.hertz
        ? (3 * hertz) / 200
        : turning.mel + logarithm(hertz / turning.hertz) / turning.step,
    toHertz: (mel) =>
      mel < turning.mel ? (200 * mel) / 3 : turning.hertz * exponential(turning.step * (mel - turning.mel)),
  },
};
