/**
 * xʸ in float32 from basic operations, as 2^(y · log₂|x|) with the logarithm as the sum of two floats.
 *
 * Sources: T. J. Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18
 * (1971), for exact products; the logarithm by the series of 2 artanh((m − 1) / (m + 1)), as in Sun's fdlibm.
 */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";
import { FloatArithmetic } from "./float-arithmetic.ts";

/** The sum of two floats, the second much smaller: about 47 bits. */
type Pair = readonly [high: Register, low: Register];

/** (artanh(s)/s − 1 − z/3) / z² in z = s², for |s| ≤ 0.172. */
const artanhPolynomial = [9.56038934191e-2, 1.11023750937e-1, 1.42857659636e-1, 1.99999999524e-1];
/** (2ʳ − 1) / r for |r| ≤ ½. */
const exp2Polynomial = [
  1.54533619735e-4, 1.33910932473e-3, 9.61808218339e-3, 5.55035668239e-2, 2.40226507613e-1, 6.93147188116e-1,
];

/** The special cases are those of C's powf: x⁰ = 1 and 1ʸ = 1 even for NaN; negative bases take whole exponents. */
export function spellPow(builder: KernelBuilder, x: Register, y: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const [zero, one, infinity] = [math.float(0), math.float(1), math.float(Number.POSITIVE_INFINITY)];
  const size = builder.compute("absolute", x);
  const isWhole = (value: Register): Register => math.equal(builder.compute("truncate", value), value);
  const finite = finitePower(math, size, y);
  const falls = math.less(y, zero);
  const ofZero = math.select(falls, infinity, zero);
  const ofInfinity = math.select(falls, zero, infinity);
  const ofSize = math.select(
    math.equal(size, zero),
    ofZero,
    math.select(math.equal(size, infinity), ofInfinity, finite),
  );
  const whole = isWhole(y);
  const even = isWhole(math.multiply(y, math.float(0.5)));
  const odd = builder.compute("and", whole, builder.compute("not", even));
  const signed = math.withSign(ofSize, math.select(odd, math.signBit(x), math.integer(0)));
  const negative = builder.compute("and", math.less(x, zero), math.less(size, infinity));
  const unordered = builder.compute(
    "or",
    builder.compute("notEqual", x, x),
    builder.compute("notEqual", y, y),
  );
  const undefinedThere = builder.compute(
    "or",
    unordered,
    builder.compute("and", negative, builder.compute("not", whole)),
  );
  const certain = builder.compute("or", math.equal(y, zero), math.equal(x, one));
  return math.select(certain, one, math.select(undefinedThere, math.float(Number.NaN), signed));
}

/** sizeʸ for 0 < size < ∞. */
function finitePower(math: FloatArithmetic, size: Register, y: Register): Register {
  const [high, low] = binaryLogarithm(math, size);
  // |log₂ size| is 0 or at least 2⁻²⁴: beyond this bound the power is 1, 0 or infinite anyway.
  const bounded = math.clamp(y, -(2 ** 33), 2 ** 33);
  const [power, error] = exactProduct(math, bounded, high);
  const rest = math.clamp(math.add(error, math.multiply(bounded, low)), -1, 1);
  const inside = math.clamp(power, -160, 160);
  const { whole: n, bits } = math.round(inside);
  const r = math.add(math.subtract(inside, n), rest);
  const value = math.add(math.multiply(math.polynomial(r, exp2Polynomial), r), math.float(1));
  return math.scale(value, bits);
}

/** log₂ x = e + 2/ln 2 · artanh(s) with s = (m − 1) / (m + 1), x = 2ᵉ · m; relative error about 2⁻³⁴. */
function binaryLogarithm(math: FloatArithmetic, x: Register): Pair {
  const { exponent, mantissa } = math.exponentAndMantissa(x);
  const one = math.float(1);
  const above = math.subtract(mantissa, one);
  const below = math.add(mantissa, one);
  const belowLow = math.subtract(mantissa, math.subtract(below, one));
  const s = math.divide(above, below);
  const [back, backError] = exactProduct(math, s, below);
  const missed = math.subtract(
    math.subtract(math.subtract(above, back), backError),
    math.multiply(s, belowLow),
  );
  const sPair: Pair = [s, math.divide(missed, below)];
  const [z, zLow] = product(math, sPair, sPair);
  const third = math.float(1 / 3);
  const [zThird, zThirdError] = exactProduct(math, z, third);
  const zThirdLow = math.add(
    zThirdError,
    math.add(math.multiply(zLow, third), math.multiply(z, lowPart(math, 1 / 3))),
  );
  const tail = math.multiply(math.multiply(z, z), math.polynomial(z, artanhPolynomial));
  const series = orderedSum(math, one, zThird, math.add(zThirdLow, tail));
  const factor: Pair = [math.float(2 / Math.LN2), lowPart(math, 2 / Math.LN2)];
  const [high, low] = product(math, product(math, sPair, series), factor);
  return orderedSum(math, exponent, high, low);
}

/** The rest of a number that its float leaves. */
function lowPart(math: FloatArithmetic, value: number): Register {
  return math.float(value - Math.fround(value));
}

/** a + b + c for |a| ≥ |b|, or a = 0, and a small c. */
function orderedSum(math: FloatArithmetic, a: Register, b: Register, c: Register): Pair {
  const sum = math.add(a, b);
  return [sum, math.add(math.add(math.subtract(a, sum), b), c)];
}

function product(math: FloatArithmetic, a: Pair, b: Pair): Pair {
  const [high, error] = exactProduct(math, a[0], b[0]);
  return [high, math.add(error, math.add(math.multiply(a[0], b[1]), math.multiply(a[1], b[0])))];
}

/** a · b as its rounding and the error of that, from halves of 12 bits whose products are exact. */
function exactProduct(math: FloatArithmetic, a: Register, b: Register): Pair {
  const high = math.multiply(a, b);
  const [a1, a0] = halves(math, a);
  const [b1, b0] = halves(math, b);
  const first = math.subtract(math.multiply(a1, b1), high);
  const middle = math.add(math.add(first, math.multiply(a1, b0)), math.multiply(a0, b1));
  return [high, math.add(middle, math.multiply(a0, b0))];
}

function halves(math: FloatArithmetic, a: Register): Pair {
  const { builder } = math;
  const bits = builder.compute("and", builder.compute("bitsToInt", a), math.integer(-4096));
  const high = builder.compute("bitsToFloat", bits);
  return [high, math.subtract(a, high)];
}
