import { sineAndCosine } from "../base/sine-and-cosine.ts";

/** Prime factors up to this are done directly; a length with a greater one goes by a convolution. */
const greatestFactor = 31;

const plans = new Map<number, FourierTransform>();

/** The transform for a length, made once. */
export function fourierTransform(length: number): FourierTransform {
  let plan = plans.get(length);
  if (plan === undefined) {
    plan = new FourierTransform(length);
    plans.set(length, plan);
  }
  return plan;
}

/**
 * The discrete Fourier transform of complex numbers of one length, X[k] = Σ x[n] · e^(−2πi·k·n / length), in place, in
 * float64.
 *
 * Source: Stockham, "High-speed convolution and correlation", 1966, for passes that need no reordering; Bluestein, "A linear
 * filtering approach to the computation of discrete Fourier transform", 1970, for lengths with large prime factors.
 */
export class FourierTransform {
  readonly length: number;
  private readonly factors: readonly number[];
  private readonly cosines: Float64Array;
  private readonly sines: Float64Array;
  private readonly spare: readonly [real: Float64Array, imaginary: Float64Array];
  private readonly convolution: Convolution | undefined;

  constructor(length: number) {
    this.length = length;
    this.cosines = new Float64Array(length);
    this.sines = new Float64Array(length);
    for (let k = 0; k < length; k++) {
      const [sine, cosine] = sineAndCosine((-2 * Math.PI * k) / length);
      this.cosines[k] = cosine;
      this.sines[k] = sine;
    }
    this.factors = factorsOf(length);
    this.spare = [new Float64Array(length), new Float64Array(length)];
    const greatest = this.factors.reduce((most, factor) => Math.max(most, factor), 1);
    this.convolution = greatest > greatestFactor ? new Convolution(length) : undefined;
  }

  /** Transforms the numbers real + i · imaginary. */
  forward(real: Float64Array, imaginary: Float64Array): void {
    if (this.convolution !== undefined) {
      this.convolution.transform(real, imaginary);
      return;
    }
    let [fromReal, fromImaginary, toReal, toImaginary] = [real, imaginary, ...this.spare];
    let stride = 1;
    for (const factor of this.factors) {
      const pass = { fromReal, fromImaginary, toReal, toImaginary, stride, factor };
      if (factor === 4) this.passOfFour(pass);
      else this.pass(pass);
      [fromReal, fromImaginary, toReal, toImaginary] = [toReal, toImaginary, fromReal, fromImaginary];
      stride *= factor;
    }
    if (fromReal === real) return;
    real.set(fromReal);
    imaginary.set(fromImaginary);
  }

  /** Undoes `forward`. */
  inverse(real: Float64Array, imaginary: Float64Array): void {
    // Swapping the parts conjugates before and after, up to a factor of i each way.
    this.forward(imaginary, real);
    for (let k = 0; k < this.length; k++) {
      real[k]! /= this.length;
      imaginary[k]! /= this.length;
    }
  }

  /** One factor: sums of `factor` numbers that lie a part of the rest apart, turned by their place. */
  private pass({ fromReal, fromImaginary, toReal, toImaginary, stride, factor }: Pass): void {
    const { length, cosines, sines } = this;
    const count = length / stride / factor;
    const apart = stride * count;
    const turn = length / factor;
    for (let place = 0; place < count; place++) {
      for (let output = 0; output < factor; output++) {
        const angle = place * stride * output;
        const [cosine, sine] = [cosines[angle]!, sines[angle]!];
        for (let q = 0; q < stride; q++) {
          const from = q + stride * place;
          let [sumReal, sumImaginary] = [0, 0];
          for (let term = 0; term < factor; term++) {
            const at = from + apart * term;
            const around = ((term * output) % factor) * turn;
            const [c, s] = [cosines[around]!, sines[around]!];
            sumReal += fromReal[at]! * c - fromImaginary[at]! * s;
            sumImaginary += fromReal[at]! * s + fromImaginary[at]! * c;
          }
          const to = q + stride * (factor * place + output);
          toReal[to] = sumReal * cosine - sumImaginary * sine;
          toImaginary[to] = sumReal * sine + sumImaginary * cosine;
        }
      }
    }
  }

  /** As `pass`, where the turns between four numbers are quarters and need no products. */
  private passOfFour({ fromReal, fromImaginary, toReal, toImaginary, stride }: Pass): void {
    const { length, cosines, sines } = this;
    const count = length / stride / 4;
    const apart = stride * count;
    for (let place = 0; place < count; place++) {
      const angle = place * stride;
      const [c1, s1] = [cosines[angle]!, sines[angle]!];
      const [c2, s2] = [cosines[2 * angle]!, sines[2 * angle]!];
      const [c3, s3] = [cosines[3 * angle]!, sines[3 * angle]!];
      for (let q = 0; q < stride; q++) {
        const from = q + stride * place;
        const ar = fromReal[from]! + fromReal[from + 2 * apart]!;
        const ai = fromImaginary[from]! + fromImaginary[from + 2 * apart]!;
        const br = fromReal[from]! - fromReal[from + 2 * apart]!;
        const bi = fromImaginary[from]! - fromImaginary[from + 2 * apart]!;
        const cr = fromReal[from + apart]! + fromReal[from + 3 * apart]!;
        const ci = fromImaginary[from + apart]! + fromImaginary[from + 3 * apart]!;
        const dr = fromReal[from + apart]! - fromReal[from + 3 * apart]!;
        const di = fromImaginary[from + apart]! - fromImaginary[from + 3 * apart]!;
        const to = q + 4 * stride * place;
        toReal[to] = ar + cr;
        toImaginary[to] = ai + ci;
        const r1 = br + di;
        const i1 = bi - dr;
        const r2 = ar - cr;
        const i2 = ai - ci;
        const r3 = br - di;
        const i3 = bi + dr;
        toReal[to + stride] = r1 * c1 - i1 * s1;
        toImaginary[to + stride] = r1 * s1 + i1 * c1;
        toReal[to + 2 * stride] = r2 * c2 - i2 * s2;
        toImaginary[to + 2 * stride] = r2 * s2 + i2 * c2;
        toReal[to + 3 * stride] = r3 * c3 - i3 * s3;
        toImaginary[to + 3 * stride] = r3 * s3 + i3 * c3;
      }
    }
  }
}

interface Pass {
  readonly fromReal: Float64Array;
  readonly fromImaginary: Float64Array;
  readonly toReal: Float64Array;
  readonly toImaginary: Float64Array;
  /** How many transforms lie side by side already. */
  readonly stride: number;
  readonly factor: number;
}

/** Fours first, then the primes. */
function factorsOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (; rest % 4 === 0; rest /= 4) factors.push(4);
  for (let factor = 2; rest > 1; factor++) {
    for (; rest % factor === 0; rest /= factor) factors.push(factor);
  }
  return factors;
}

/** A transform as a convolution with a chirp, e^(πi·n² / length), by transforms of a power of two. */
class Convolution {
  private readonly length: number;
  private readonly inner: FourierTransform;
  private readonly chirp: readonly [real: Float64Array, imaginary: Float64Array];
  private readonly response: readonly [real: Float64Array, imaginary: Float64Array];

  constructor(length: number) {
    this.length = length;
    let size = 1;
    while (size < 2 * length - 1) size *= 2;
    this.inner = fourierTransform(size);
    this.chirp = [new Float64Array(length), new Float64Array(length)];
    this.response = [new Float64Array(size), new Float64Array(size)];
    for (let n = 0; n < length; n++) {
      // n² modulo 2 · length, so that the angle keeps its last bits.
      const [sine, cosine] = sineAndCosine((Math.PI * ((n * n) % (2 * length))) / length);
      this.chirp[0][n] = cosine;
      this.chirp[1][n] = sine;
      for (const at of [n, (size - n) % size]) {
        this.response[0][at] = cosine;
        this.response[1][at] = sine;
      }
    }
    this.inner.forward(...this.response);
  }

  transform(real: Float64Array, imaginary: Float64Array): void {
    const [chirpReal, chirpImaginary] = this.chirp;
    const [responseReal, responseImaginary] = this.response;
    const size = this.inner.length;
    const [a, b] = [new Float64Array(size), new Float64Array(size)];
    for (let n = 0; n < this.length; n++) {
      a[n] = real[n]! * chirpReal[n]! + imaginary[n]! * chirpImaginary[n]!;
      b[n] = imaginary[n]! * chirpReal[n]! - real[n]! * chirpImaginary[n]!;
    }
    this.inner.forward(a, b);
    for (let k = 0; k < size; k++) {
      const [re, im] = [a[k]!, b[k]!];
      a[k] = re * responseReal[k]! - im * responseImaginary[k]!;
      b[k] = re * responseImaginary[k]! + im * responseReal[k]!;
    }
    this.inner.inverse(a, b);
    for (let k = 0; k < this.length; k++) {
      real[k] = a[k]! * chirpReal[k]! + b[k]! * chirpImaginary[k]!;
      imaginary[k] = b[k]! * chirpReal[k]! - a[k]! * chirpImaginary[k]!;
    }
  }
}
