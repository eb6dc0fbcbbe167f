import { sineAndCosine } from "../base/sine-and-cosine.ts";
import * as nn from "../nn/index.ts";
import { conv } from "../ops/index.ts";
import { compute, type Tensor, tensor } from "../tensor/index.ts";
import { type FrameOptions, type Framing, framingOf } from "./frame-options.ts";

const pads = {
  reflect: nn.ReflectionPad1d,
  replicate: nn.ReplicationPad1d,
  circular: nn.CircularPad1d,
  constant: nn.ZeroPad1d,
};

/**
 * The energies of `spectrogram` as a layer, so that a gradient goes through to the signal: a convolution with the windowed
 * waves of each frequency. It has no parameters, and nothing of it is saved.
 *
 * Shapes: [batch, samples] → [batch, ⌊nFft / 2⌋ + 1, frames].
 * Source: torchaudio, `transforms.Spectrogram`; Cheuk, Anderson, Agres, Herremans, "nnAudio", 2020, for the convolution.
 *
 * @example
 * const layer = new Spectrogram({ nFft: 64, hopLength: 16 });
 * layer.forward(zeros([2, 800])).shape; // [2, 33, 51]
 */
export class Spectrogram extends nn.Module {
  readonly #framing: Framing;
  readonly #waves: Tensor;
  readonly #pad: nn.Module & { forward(x: Tensor): Tensor };

  /** Throws: RangeError if a length is no positive integer, or a window does not fit its frame. */
  constructor(options: FrameOptions = {}) {
    super();
    this.#framing = framingOf(options);
    const { nFft, center, padMode } = this.#framing;
    this.#waves = wavesOf(this.#framing);
    this.#pad = new pads[padMode](center ? Math.floor(nFft / 2) : 0);
  }

  /** Throws: RangeError if `x` is not [batch, samples], or has too few samples to mirror. */
  forward(x: Tensor): Tensor {
    if (x.rank !== 2) {
      throw new RangeError(
        `Cannot make spectrograms of a tensor of shape [${x.shape.join(", ")}]: expected [batch, samples]. Reshape it.`,
      );
    }
    const [batch, samples] = x.shape as [number, number];
    const { nFft, hopLength } = this.#framing;
    const padded = this.#pad.forward(x.reshape([batch, 1, samples])); // [batch, 1, samples + nFft]
    const both = compute([padded, this.#waves], (signal, waves) =>
      conv(signal, waves, { stride: hopLength }),
    );
    const bins = Math.floor(nFft / 2) + 1;
    const parts = both.reshape([batch, 2, bins, both.shape[2]!]);
    return parts.mul(parts).sum({ axis: 1 }); // [batch, bins, frames]
  }
}

/** The cosine and the sine of each frequency under the window: [2 · bins, 1, nFft]. */
function wavesOf({ nFft, window, normalized }: Framing): Tensor {
  const bins = Math.floor(nFft / 2) + 1;
  const waves = new Float32Array(2 * bins * nFft);
  const scale = normalized ? 1 / Math.sqrt(nFft) : 1;
  for (let bin = 0; bin < bins; bin++) {
    for (let n = 0; n < nFft; n++) {
      // The product modulo nFft, so that the angle keeps its last bits.
      const [sine, cosine] = sineAndCosine((-2 * Math.PI * ((bin * n) % nFft)) / nFft);
      waves[bin * nFft + n] = scale * window[n]! * cosine;
      waves[(bins + bin) * nFft + n] = scale * window[n]! * sine;
    }
  }
  return tensor(waves, { shape: [2 * bins, 1, nFft] });
}
