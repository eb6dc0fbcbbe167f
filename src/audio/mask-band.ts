import type { Random } from "../base/random.ts";
import type { SpectrumImage } from "./stft.ts";

/** A band of a spectrum along one axis. */
export interface Band {
  readonly axis: 0 | 1;
  /** How wide it is at most. */
  readonly most: number;
  readonly random: Random;
  readonly value: number;
}

/** The spectrum with a band of a width drawn evenly from 0 to `most`, at a place drawn evenly, set to a value. */
export function maskBand({ shape, data }: SpectrumImage, { axis, most, random, value }: Band): SpectrumImage {
  if (!Number.isInteger(most) || most < 0) {
    throw new RangeError(
      `Cannot mask up to ${most} ${axis === 0 ? "frequencies" : "frames"}: expected an integer of 0 or more. Pass the widest band that may be masked.`,
    );
  }
  const width = Math.floor(random.uniform(0, Math.min(most, shape[axis])));
  const start = Math.floor(random.uniform(0, shape[axis] - width));
  const masked = data.slice();
  const [bins, frames] = shape;
  for (let bin = 0; bin < bins; bin++) {
    for (let t = 0; t < frames; t++) {
      const place = axis === 0 ? bin : t;
      if (place >= start && place < start + width) masked[bin * frames + t] = value;
    }
  }
  return { shape, data: masked };
}
