/**
 * exp, log, tanh, expm1 and log1p in float32 from basic operations, after the argument reductions and polynomials of the
 * Cephes mathematical library (S. L. Moshier, single precision: expf, logf, tanhf).
 */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";
import { FloatArithmetic } from "./float-arithmetic.ts";

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

/** eˣ = 2ⁿ · eʳ with n = round(x / ln 2) and |r| ≤ ln 2 / 2. Results down to the smallest denormal. */
export function spellExp(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const { bits, r } = reduceForExp(math, math.clamp(x, -104, 89));
  const y = math.add(expLess1(math, r), math.float(1));
  return math.scale(y, bits);
}

/** ln x = e · ln 2 + ln m with √½ ≤ m < √2. ln 0 = −∞, and NaN below 0. */
export function spellLog(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const { exponent: e, mantissa } = math.exponentAndMantissa(x);
  const m = math.subtract(mantissa, math.float(1));
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
  const math = new FloatArithmetic(builder, x);
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
  return math.withSign(result, math.signBit(x));
}

/**
 * eˣ − 1 = 2 · (2ⁿ⁻¹ · (eʳ − 1) + (2ⁿ⁻¹ − ½)) with n and r as in `spellExp`: nothing cancels where n = 0, and half of
 * the result never overflows first. Accurate near 0; expm1 −0 = −0.
 */
export function spellExpm1(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const { n, r } = reduceForExp(math, math.clamp(x, -30, 89));
  const half = math.powerOfTwo(builder.compute("toInt", math.subtract(n, math.float(1))));
  const sum = math.add(math.multiply(expLess1(math, r), half), math.subtract(half, math.float(0.5)));
  const tiny = math.less(builder.compute("absolute", x), math.float(2 ** -25));
  return math.select(tiny, x, math.add(sum, sum));
}

/**
 * ln(1 + x) = ln u + (x − (u − 1)) / u with u = 1 + x rounded: the second term mends that rounding. Accurate near 0;
 * log1p −0 = −0, log1p −1 = −∞.
 */
export function spellLog1p(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const one = math.float(1);
  const u = math.add(one, x);
  const logarithm = spellLog(builder, u);
  const lost = math.subtract(x, math.subtract(u, one));
  const mended = math.add(logarithm, math.divide(lost, u));
  const finite = math.less(builder.compute("absolute", logarithm), math.float(Number.POSITIVE_INFINITY));
  return math.select(math.equal(u, one), x, math.select(finite, mended, logarithm));
}

/** x as n · ln 2 + r with |r| ≤ ln 2 / 2 and n whole; `bits` as of `round`. */
function reduceForExp(
  math: FloatArithmetic,
  x: Register,
): { readonly n: Register; readonly bits: Register; readonly r: Register } {
  const { whole: n, bits } = math.round(math.multiply(x, math.float(Math.LOG2E)));
  const high = math.subtract(x, math.multiply(n, math.float(ln2High)));
  return { n, bits, r: math.subtract(high, math.multiply(n, math.float(ln2Low))) };
}

/** eʳ − 1 = r² · p(r) + r for |r| ≤ ln 2 / 2. */
function expLess1(math: FloatArithmetic, r: Register): Register {
  return math.add(math.multiply(math.polynomial(r, expPolynomial), math.multiply(r, r)), r);
}
