import { logarithm } from "../base/logarithm.ts";

/** What is silence. */
export interface TrimSilenceOptions {
  /** Decibels under the loudest frame. Default 60. */
  readonly topDb?: number;
  /** Samples a frame. Default 2048. */
  readonly frameLength?: number;
  /** Samples from frame to frame. Default 512. */
  readonly hopLength?: number;
}

/**
 * A signal without the silence at its ends: what lies before the first and after the last frame that is at most `topDb`
 * decibels under the loudest. Frames are centred, the signal is padded with zeros. A signal of zeros becomes empty.
 *
 * Shapes: [samples] → [end − start]; `start` and `end` say where it was.
 * Throws: RangeError if a length is no positive integer or `topDb` negative.
 * Source: librosa, `effects.trim`.
 *
 * @example
 * const sound = new Float32Array(9000).fill(1, 4000, 5000);
 * trimSilence(sound, { frameLength: 64, hopLength: 16 }).signal.length; // 1056
 */
export function trimSilence(
  signal: Float32Array,
  options: TrimSilenceOptions = {},
): { signal: Float32Array; start: number; end: number } {
  if (!(signal instanceof Float32Array)) {
    throw new TypeError(
      `Cannot trim silence: expected a Float32Array of samples, got ${typeof signal}. Read it with decodeWav.`,
    );
  }
  const { topDb = 60, frameLength = 2048, hopLength = 512 } = options;
  if (!(topDb >= 0) || ![frameLength, hopLength].every((value) => Number.isInteger(value) && value > 0)) {
    throw new RangeError(
      `Cannot trim silence with topDb = ${topDb}, frameLength = ${frameLength} and hopLength = ${hopLength}: expected 0 or more, and positive integers. The defaults do for speech.`,
    );
  }
  const frames = 1 + Math.floor((signal.length + 2 * (frameLength >> 1) - frameLength) / hopLength);
  const energies = Array.from({ length: frames }, (_, t) => {
    const from = t * hopLength - (frameLength >> 1);
    let sum = 0;
    for (let n = Math.max(0, from); n < Math.min(from + frameLength, signal.length); n++)
      sum += signal[n]! ** 2;
    return Math.max(1e-10, sum / frameLength);
  });
  const greatest = energies.reduce((most, energy) => Math.max(most, energy), 1e-10);
  const loud = (energy: number): boolean => (10 * logarithm(energy / greatest)) / Math.LN10 > -topDb;
  const first = energies.findIndex(loud);
  const silent = greatest === 1e-10 || first < 0;
  const start = silent ? 0 : first * hopLength;
  const end = silent ? 0 : Math.min(signal.length, (energies.findLastIndex(loud) + 1) * hopLength);
  return { signal: signal.slice(start, end), start, end };
}
