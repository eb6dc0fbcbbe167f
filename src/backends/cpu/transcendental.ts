/**
 * exp, log and tanh in float32 from basic operations, after the argument reductions and polynomials of the Cephes
 * mathematical library (S. L. Moshier, single precision: expf, logf, tanhf).
 */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";

/** ln 2 = high + low; high has few bits, so small multiples of it are exact. */
const ln2High = 0.693359375;
const ln2Low = -2.1219444005469057e-4;

const expPolynomial = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];
const logPolynomial = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];
const tanhPolynomial = [
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
];

/** Float arithmetic on registers of one lane count. */
class Arithmetic {
  readonly builder: KernelBuilder;
  readonly lanes: number;

  constructor(builder: KernelBuilder, like: Register) {
    this.builder = builder;
    this.lanes = like.lanes;
  }

  float(value: number): Register {
    return this.builder.constant("float32", Math.fround(value), this.lanes);
  }

  integer(value: number): Register {
    return this.builder.constant("int32", value, this.lanes);
  }

  add(a: Register, b: Register): Register {
    return this.builder.compute("add", a, b);
  }

  subtract(a: Register, b: Register): Register {
    return this.builder.compute("subtract", a, b);
  }

  multiply(a: Register, b: Register): Register {
    return this.builder.compute("multiply", a, b);
  }

  select(mask: Register, a: Register, b: Register): Register {
    return this.builder.compute("select", mask, a, b);
  }

  less(a: Register, b: Register): Register {
    return this.builder.compute("less", a, b);
  }

  /** Horner's scheme, highest power first. */
  polynomial(x: Register, coefficients: readonly number[]): Register {
    let sum = this.float(coefficients[0]!);
    for (const coefficient of coefficients.slice(1)) {
      sum = this.add(this.multiply(sum, x), this.float(coefficient));
    }
    return sum;
  }

  /** 2ⁿ for −126 ≤ n ≤ 127. */
  powerOfTwo(n: Register): Register {
    const exponent = this.builder.shift("shiftLeft", this.builder.compute("add", n, this.integer(127)), 23);
    return this.builder.compute("bitsToFloat", exponent);
  }
}

/** eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2. Results down to the smallest denormal. */
export function spellExp(builder: KernelBuilder, x: Register): Register {
  const math = new Arithmetic(builder, x);
  const inside = builder.compute("maximum", builder.compute("minimum", x, math.float(89)), math.float(-104));
  const n = builder.compute("roundEven", math.multiply(inside, math.float(Math.LOG2E)));
  const high = math.subtract(inside, math.multiply(n, math.float(ln2High)));
  const r = math.subtract(high, math.multiply(n, math.float(ln2Low)));
  const square = math.multiply(r, r);
  const tail = math.multiply(math.polynomial(r, expPolynomial), square);
  const y = math.add(math.add(tail, r), math.float(1));
  const exponent = builder.compute("toInt", n);
  const half = builder.shift("shiftRightArithmetic", exponent, 1);
  const rest = builder.compute("subtract", exponent, half);
  return math.multiply(math.multiply(y, math.powerOfTwo(half)), math.powerOfTwo(rest));
}

/** ln x = e · ln 2 + ln m with √½ ≤ m < √2. ln 0 = −∞, and NaN below 0. */
export function spellLog(builder: KernelBuilder, x: Register): Register {
  const math = new Arithmetic(builder, x);
  const denormal = math.less(x, math.float(2 ** -126));
  const normal = math.select(denormal, math.multiply(x, math.float(2 ** 23)), x);
  const bits = builder.compute("bitsToInt", normal);
  const biased = builder.shift("shiftRightLogical", bits, 23);
  const bias = math.select(denormal, math.integer(126 + 23), math.integer(126));
  const fraction = builder.compute("and", bits, math.integer(0x007fffff));
  const mantissa = builder.compute("bitsToFloat", builder.compute("or", fraction, math.integer(0x3f000000)));
  const low = math.less(mantissa, math.float(Math.SQRT1_2));
  const doubled = math.select(low, math.add(mantissa, mantissa), mantissa);
  const m = math.subtract(doubled, math.float(1));
  const unbiased = builder.compute("subtract", biased, bias);
  const lowered = builder.compute("subtract", unbiased, math.integer(1));
  const e = builder.compute("toFloat", math.select(low, lowered, unbiased));
  const square = math.multiply(m, m);
  const cubic = math.multiply(math.multiply(math.polynomial(m, logPolynomial), m), square);
  const corrected = math.add(cubic, math.multiply(e, math.float(ln2Low)));
  const small = math.subtract(corrected, math.multiply(square, math.float(0.5)));
  const finite = math.add(math.add(m, small), math.multiply(e, math.float(ln2High)));
  const infinity = math.float(Number.POSITIVE_INFINITY);
  const positive = math.select(builder.compute("equal", x, infinity), infinity, finite);
  const zero = math.float(0);
  const atZero = math.select(
    builder.compute("equal", x, zero),
    math.float(Number.NEGATIVE_INFINITY),
    math.float(Number.NaN),
  );
  return math.select(math.less(zero, x), positive, atZero);
}

/** sign(x) · (|x| + |x|³ · p(x²)) for |x| < 0.625, else sign(x) · (1 − 2 / (e^{2|x|} + 1)). tanh −0 = −0. */
export function spellTanh(builder: KernelBuilder, x: Register): Register {
  const math = new Arithmetic(builder, x);
  const size = builder.compute("absolute", x);
  const square = math.multiply(x, x);
  const series = math.add(
    math.multiply(math.multiply(math.polynomial(square, tanhPolynomial), square), size),
    size,
  );
  const power = spellExp(builder, math.add(size, size));
  const two = math.float(2);
  const one = math.float(1);
  const far = math.subtract(one, builder.compute("divide", two, math.add(power, one)));
  const result = math.select(math.less(size, math.float(0.625)), series, far);
  const sign = builder.compute("and", builder.compute("bitsToInt", x), math.integer(-(2 ** 31)));
  const signed = builder.compute("or", builder.compute("bitsToInt", result), sign);
  return builder.compute("bitsToFloat", signed);
}
