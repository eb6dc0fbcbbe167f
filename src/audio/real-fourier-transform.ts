import { sineAndCosine } from "../base/sine-and-cosine.ts";
import { type FourierTransform, fourierTransform } from "./fourier-transform.ts";

const plans = new Map<number, RealFourierTransform>();

/** The transform for a length, made once. */
export function realFourierTransform(length: number): RealFourierTransform {
  let plan = plans.get(length);
  if (plan === undefined) {
    plan = new RealFourierTransform(length);
    plans.set(length, plan);
  }
  return plan;
}

/** The Fourier transform of real numbers: the first ⌊length / 2⌋ + 1 of the results, which tell the others. */
export class RealFourierTransform {
  readonly length: number;
  /** How many results there are. */
  readonly bins: number;
  private readonly inner: FourierTransform;
  private readonly real: Float64Array;
  private readonly imaginary: Float64Array;
  private readonly cosines: Float64Array;
  private readonly sines: Float64Array;

  constructor(length: number) {
    this.length = length;
    this.bins = Math.floor(length / 2) + 1;
    // Real numbers of even length are half as many complex ones.
    const size = length % 2 === 0 ? length / 2 : length;
    this.inner = fourierTransform(size);
    this.real = new Float64Array(size);
    this.imaginary = new Float64Array(size);
    this.cosines = new Float64Array(this.bins);
    this.sines = new Float64Array(this.bins);
    for (let k = 0; k < this.bins; k++) {
      const [sine, cosine] = sineAndCosine((-2 * Math.PI * k) / length);
      this.cosines[k] = cosine;
      this.sines[k] = sine;
    }
  }

  /** Transforms `values`, which stay, into `real` + i · `imaginary`, which have `bins` places each. */
  forward(values: Float64Array, real: Float64Array, imaginary: Float64Array): void {
    const { length, bins, inner, real: a, imaginary: b, cosines, sines } = this;
    if (length % 2 === 1) {
      a.set(values);
      b.fill(0);
      inner.forward(a, b);
      real.set(a.subarray(0, bins));
      imaginary.set(b.subarray(0, bins));
      return;
    }
    const half = length / 2;
    for (let n = 0; n < half; n++) {
      a[n] = values[2 * n]!;
      b[n] = values[2 * n + 1]!;
    }
    inner.forward(a, b);
    for (let k = 0; k < bins; k++) {
      const [at, mirrored] = [k % half, (half - k) % half];
      const evenReal = (a[at]! + a[mirrored]!) / 2;
      const evenImaginary = (b[at]! - b[mirrored]!) / 2;
      const oddReal = (b[at]! + b[mirrored]!) / 2;
      const oddImaginary = (a[mirrored]! - a[at]!) / 2;
      real[k] = evenReal + oddReal * cosines[k]! - oddImaginary * sines[k]!;
      imaginary[k] = evenImaginary + oddReal * sines[k]! + oddImaginary * cosines[k]!;
    }
  }

  /** Undoes `forward`: gives the real numbers again. */
  inverse(real: Float64Array, imaginary: Float64Array, values: Float64Array): void {
    const { length, inner, real: a, imaginary: b, cosines, sines } = this;
    if (length % 2 === 1) {
      for (let k = 0; k < length; k++) {
        const mirrored = k >= this.bins;
        const at = mirrored ? length - k : k;
        a[k] = real[at]!;
        b[k] = at === 0 ? 0 : mirrored ? -imaginary[at]! : imaginary[at]!;
      }
      inner.inverse(a, b);
      values.set(a);
      return;
    }
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const mirrored = half - k;
      // As torch.fft.irfft, the first and last results are taken as real, which they are for real numbers.
      const own = k === 0 ? 0 : imaginary[k]!;
      const other = k === 0 ? 0 : imaginary[mirrored]!;
      const evenReal = (real[k]! + real[mirrored]!) / 2;
      const evenImaginary = (own - other) / 2;
      const differenceReal = (real[k]! - real[mirrored]!) / 2;
      const differenceImaginary = (own + other) / 2;
      const oddReal = differenceReal * cosines[k]! + differenceImaginary * sines[k]!;
      const oddImaginary = differenceImaginary * cosines[k]! - differenceReal * sines[k]!;
      a[k] = evenReal - oddImaginary;
      b[k] = evenImaginary + oddReal;
    }
    inner.inverse(a, b);
    for (let n = 0; n < half; n++) {
      values[2 * n] = a[n]!;
      values[2 * n + 1] = b[n]!;
    }
  }
}
