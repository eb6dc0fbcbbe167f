import { requireKind } from "../base/argument-kinds.ts";
import { type FrameOptions, framingOf, padSignal } from "./frame-options.ts";
import { realFourierTransform } from "./real-fourier-transform.ts";

/** Numbers by frequency and time: a spectrogram. */
export interface SpectrumImage {
  readonly shape: readonly [bins: number, frames: number];
  readonly data: Float32Array;
}

/** Complex numbers by frequency and time. */
export interface ComplexSpectrum {
  readonly shape: readonly [bins: number, frames: number];
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/**
 * The short-time Fourier transform: the spectrum of each windowed frame, X[k, t] = Σ window[n] · x[t · hop + n] ·
 * e^(−2πi·k·n / nFft), for k from 0 to nFft / 2. In float64.
 *
 * Shapes: signal [samples] → [⌊nFft / 2⌋ + 1, frames], frames = 1 + ⌊samples / hopLength⌋ where frames are centred.
 * Throws: RangeError if an option is out of its range or the signal too short.
 * Source: Allen, Rabiner, "A unified approach to short-time Fourier analysis and synthesis", 1977; PyTorch, `torch.stft`.
 *
 * @example
 * stft(new Float32Array(16000), { nFft: 512, hopLength: 160 }).shape; // [257, 101]
 */
export function stft(signal: ArrayLike<number>, options: FrameOptions = {}): ComplexSpectrum {
  requireKind("list", "call stft", { signal });
  const framing = framingOf(options);
  const { nFft, hopLength, window, normalized } = framing;
  const padded = padSignal(signal, framing);
  const transform = realFourierTransform(nFft);
  const { bins } = transform;
  const frames = 1 + Math.floor((padded.length - nFft) / hopLength);
  const [real, imaginary] = [new Float64Array(bins * frames), new Float64Array(bins * frames)];
  const [re, im] = [new Float64Array(bins), new Float64Array(bins)];
  const frame = new Float64Array(nFft);
  const scale = normalized ? 1 / Math.sqrt(nFft) : 1;
  for (let t = 0; t < frames; t++) {
    const start = t * hopLength;
    for (let n = 0; n < nFft; n++) frame[n] = window[n]! * padded[start + n]!;
    transform.forward(frame, re, im);
    for (let k = 0; k < bins; k++) {
      real[k * frames + t] = scale * re[k]!;
      imaginary[k * frames + t] = scale * im[k]!;
    }
  }
  return { shape: [bins, frames], real, imaginary };
}
