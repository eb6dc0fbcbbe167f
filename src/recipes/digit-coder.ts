import { type Dataset, type HostTensor, type ImageDataset, Subset } from "../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { type Posterior, sampleCode } from "../models/index.ts";
import type { Module } from "../nn/index.ts";
import { compile, noGrad, rand, type Tensor, tensor } from "../tensor/index.ts";

/** A variational autoencoder; one that is told no labels takes none. */
export interface VariationalCoder extends Module {
  encode(x: Tensor, labels: Tensor): Posterior;
  /** The logits of pixels. */
  decode(code: Tensor, labels: Tensor): Tensor;
}

/** Digits and what they are. Shapes: pixels [n · 784] from 0 to 1, labels [n]. */
export interface LabelledDigits {
  readonly pixels: Float32Array;
  readonly labels: Int32Array;
}

/** The mean evidence lower bound over digits in nats, and what it is made of. */
export interface Bound {
  readonly elbo: number;
  /** The mean of log p(x | z). */
  readonly reconstruction: number;
  /** The mean divergence of each element of the code from N(0, 1). */
  readonly divergences: readonly number[];
}

const [size, atOnce] = [784, 1000];

/**
 * What the model says of digits whose pixels are drawn, 1 with the grey value as probability: the distributions of codes, and
 * −log p(x | z) with one code drawn for each.
 *
 * Shapes: images [n, 1, 28, 28], labels [n] → surprise [n].
 */
export function observe(
  model: VariationalCoder,
  images: Tensor,
  labels: Tensor,
): { readonly posterior: Posterior; readonly surprise: Tensor } {
  const grey = images.flatten(1);
  const x = rand(grey.shape).lt(grey).cast("float32");
  const posterior = model.encode(x, labels);
  const logits = model.decode(sampleCode(posterior), labels);
  const losses = binaryCrossEntropyWithLogits(logits, x, { reduction: "none" });
  return { posterior, surprise: losses.sum({ axis: 1 }) };
}

/** The two halves of a model as functions of arrays, and its bound. */
export class DigitCoder {
  readonly #encode: (x: Tensor, labels: Tensor) => Tensor;
  readonly #decode: (code: Tensor, labels: Tensor) => Tensor;
  readonly #bound: (x: Tensor, labels: Tensor) => { surprise: Tensor; divergences: Tensor };

  constructor(model: VariationalCoder) {
    this.#encode = compile((x: Tensor, labels: Tensor) => noGrad(() => model.encode(x, labels).mean));
    this.#decode = compile((z: Tensor, labels: Tensor) => noGrad(() => model.decode(z, labels).sigmoid()));
    this.#bound = compile((x: Tensor, labels: Tensor) =>
      noGrad(() => {
        const { posterior, surprise } = observe(model, x, labels);
        const { mean, logVariance } = posterior;
        const each = mean.mul(mean).add(logVariance.exp()).sub(1).sub(logVariance).mul(0.5);
        return { surprise: surprise.sum(), divergences: each.sum({ axis: 0 }) };
      }),
    );
  }

  /** The mean codes of grey digits. Shapes: → [n · codeFeatures]. */
  async encode({ pixels, labels }: LabelledDigits): Promise<Float32Array> {
    return (await this.#encode(rowsOf(pixels, labels), classes(labels)).data()) as Float32Array;
  }

  /** The probabilities of pixels. Shapes: codes [n · codeFeatures], labels [n] → [n · 784]. */
  async decode(codes: Float32Array, labels: Int32Array): Promise<Float32Array> {
    return (await this.#decode(rowsOf(codes, labels), classes(labels)).data()) as Float32Array;
  }

  /** An estimate with one drawing of the pixels and one code for each digit. */
  async bound({ pixels, labels }: LabelledDigits): Promise<Bound> {
    let [surprise, sums]: [number, number[]] = [0, []];
    for (let from = 0; from < labels.length; from += atOnce) {
      const some = labels.subarray(from, from + atOnce);
      const x = rowsOf(pixels.subarray(size * from, size * (from + some.length)), some);
      const made = this.#bound(x, classes(some));
      surprise += (await made.surprise.data())[0]!;
      sums = Array.from(await made.divergences.data(), (sum, i) => sum + (sums[i] ?? 0));
    }
    const divergences = sums.map((sum) => sum / labels.length);
    const reconstruction = -surprise / labels.length;
    return {
      elbo: reconstruction - divergences.reduce((sum, of) => sum + of, 0),
      ...{ reconstruction, divergences },
    };
  }
}

const rowsOf = (values: Float32Array, labels: Int32Array): Tensor =>
  tensor(values, { shape: [labels.length, values.length / labels.length] });

const classes = (labels: Int32Array): Tensor => tensor(labels, { dtype: "int32" });

/** One digit in `every` for the curve of the training, the others to train with. */
export function splitDigits(
  digits: ImageDataset,
  every: number,
): { readonly seen: Dataset; readonly watched: LabelledDigits } {
  const order = Int32Array.from({ length: digits.length }, (_, i) => i);
  return {
    seen: new Subset(
      digits,
      order.filter((i) => i % every > 0),
    ),
    watched: labelled(
      digits,
      order.filter((i) => i % every === 0),
    ),
  };
}

/** Digits with these numbers. Default: all. */
export function labelled(
  digits: ImageDataset,
  indices: Int32Array = Int32Array.from({ length: digits.length }, (_, i) => i),
): LabelledDigits {
  const [images, labels] = digits.batch(indices) as [HostTensor, HostTensor];
  return { pixels: images.data as Float32Array, labels: labels.data as Int32Array };
}
