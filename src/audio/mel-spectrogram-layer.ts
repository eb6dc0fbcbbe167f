import { Module } from "../nn/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import type { FrameOptions } from "./frame-options.ts";
import { type MelOptions, melFilterBank } from "./mel-filter-bank.ts";
import { Spectrogram } from "./spectrogram-layer.ts";

/**
 * The energies of `melSpectrogram` as a layer, so that a gradient goes through to the signal. It has no parameters, and
 * nothing of it is saved.
 *
 * Shapes: [batch, samples] → [batch, nMels, frames].
 * Source: torchaudio, `transforms.MelSpectrogram`.
 *
 * @example
 * const layer = new MelSpectrogram({ sampleRate: 8000, nFft: 256, nMels: 20 });
 * layer.forward(zeros([2, 800])).shape; // [2, 20, 7]
 */
export class MelSpectrogram extends Module {
  readonly #spectrogram: Spectrogram;
  readonly #filters: Tensor;

  /** Throws: RangeError if an option is out of its range. */
  constructor(options: FrameOptions & MelOptions = {}) {
    super();
    const { nFft = 400 } = options;
    this.#spectrogram = new Spectrogram(options);
    const { shape, data } = melFilterBank(Math.floor(nFft / 2) + 1, options);
    this.#filters = tensor(Float32Array.from(data), { shape: [...shape] }).transpose(0, 1); // [mels, bins]
  }

  /** Throws: RangeError if `x` is not [batch, samples], or has too few samples to mirror. */
  forward(x: Tensor): Tensor {
    return this.#filters.matmul(this.#spectrogram.forward(x)); // [batch, mels, frames]
  }
}
