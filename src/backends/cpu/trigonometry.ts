/**
 * sin and cos in float32 over the whole range, from basic operations.
 *
 * Sources: polynomials of the Cephes mathematical library (S. L. Moshier, sinf, cosf); the reduction is that of Payne
 * and Hanek, "Radian reduction for trigonometric functions", ACM SIGNUM Newsletter 18 (1983): of the product of the
 * argument and 1/2π only the bits that count are computed, in whole numbers.
 */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Operation, Register } from "../../compiler/lowered/program.ts";
import { FloatArithmetic } from "./float-arithmetic.ts";

const sinPolynomial = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1];
const cosPolynomial = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2];

/** The binary digits of 2⁻²⁴ / 2π after the point, in words of 32. */
const inverseTurn = [0x28, 0xbe60db93, 0x91054a7f, 0x09d5f47d, 0x4d377036, 0xd8a5664f, 0x10e4107f];

/** What a reduction gives: x = quadrant · π/2 + rest, |rest| ≤ π/4 up to rounding; for |x|, not for x. */
interface Reduced {
  /** Modulo 4; an int32. */
  readonly quadrant: Register;
  readonly rest: Register;
}

/** sin x. sin −0 = −0; NaN for ±∞. */
export function spellSin(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const { quadrant, rest } = reduce(math, builder.compute("absolute", x));
  return finish(math, x, rest, quadrant, math.signBit(x));
}

/** cos x; NaN for ±∞. */
export function spellCos(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const { quadrant, rest } = reduce(math, builder.compute("absolute", x));
  return finish(math, x, rest, builder.compute("add", quadrant, math.integer(1)), math.integer(0));
}

/** sin(quadrant · π/2 + rest), with another sign where `signBit` is set; NaN where x is not finite. */
function finish(
  math: FloatArithmetic,
  x: Register,
  rest: Register,
  quadrant: Register,
  signBit: Register,
): Register {
  const { builder } = math;
  const square = math.multiply(rest, rest);
  const sine = math.add(
    math.multiply(math.multiply(math.polynomial(square, sinPolynomial), square), rest),
    rest,
  );
  const fourth = math.multiply(math.multiply(math.polynomial(square, cosPolynomial), square), square);
  const cosine = math.add(math.subtract(fourth, math.multiply(square, math.float(0.5))), math.float(1));
  const odd = math.equal(builder.compute("and", quadrant, math.integer(1)), math.integer(1));
  const flip = builder.shift("shiftLeft", builder.compute("and", quadrant, math.integer(2)), 30);
  const result = math.withSign(math.select(odd, cosine, sine), builder.compute("xor", flip, signBit));
  const finite = math.less(builder.compute("absolute", x), math.float(Number.POSITIVE_INFINITY));
  return math.select(finite, result, math.float(Number.NaN));
}

/** The reduction of a size ≥ 0. */
function reduce(math: FloatArithmetic, size: Register): Reduced {
  const { builder } = math;
  const compute = (operation: Operation, a: Register, b: Register): Register =>
    builder.compute(operation, a, b);
  const small = math.less(size, math.float(Math.PI / 4));
  const { high, low } = fractionOfTurn(math, size);
  const rounded = compute("add", high, math.integer(2 ** 29));
  const quadrant = builder.shift("shiftRightLogical", rounded, 30);
  // In units of 2⁻³⁰ quadrants: a whole part of up to 30 bits, what its float cannot hold, and the word below.
  const whole = compute("subtract", high, builder.shift("shiftLeft", quadrant, 30));
  const nearest = builder.compute("toFloat", whole);
  const missed = builder.compute("toFloat", compute("subtract", whole, builder.compute("toInt", nearest)));
  const below = math.multiply(
    builder.compute("toFloat", builder.shift("shiftRightLogical", low, 8)),
    math.float(2 ** -24),
  );
  const sum = math.add(nearest, math.add(missed, below));
  const rest = math.multiply(sum, math.float((Math.PI / 2) * 2 ** -30));
  return {
    quadrant: math.select(small, math.integer(0), quadrant),
    rest: math.select(small, size, rest),
  };
}

/** The fraction of size / 2π in two words, for size ≥ ½: its first 64 binary digits, of which the last may be off. */
function fractionOfTurn(math: FloatArithmetic, size: Register): { high: Register; low: Register } {
  const { builder } = math;
  const and = (a: Register, b: number): Register => builder.compute("and", a, math.integer(b));
  const bits = builder.compute("bitsToInt", size);
  const mantissa = builder.compute("or", and(bits, 0x007fffff), math.integer(0x00800000));
  // size = mantissa · 2^(exponent − 24), and the exponent is 8 · bytes + rest with 0 ≤ rest ≤ 8.
  const exponent = builder.compute(
    "subtract",
    builder.shift("shiftRightLogical", bits, 23),
    math.integer(126),
  );
  const bytes = builder.compute(
    "minimum",
    builder.shift("shiftRightArithmetic", exponent, 3),
    math.integer(15),
  );
  const rest = builder.compute("subtract", exponent, builder.shift("shiftLeft", bytes, 3));
  const factor = builder.compute(
    "multiply",
    mantissa,
    builder.compute("toInt", math.powerOfTwo(and(rest, 15))),
  );
  return product(math, factor, digitsFrom(math, bytes));
}

/** The 96 digits of `inverseTurn` that start at a byte (0 … 15), as six halves of 16. */
function digitsFrom(math: FloatArithmetic, bytes: Register): Register[] {
  const { builder } = math;
  const word = builder.shift("shiftRightArithmetic", bytes, 2);
  const isWord = [1, 2, 3].map((k) => math.equal(word, math.integer(k)));
  let words = [0, 1, 2, 3].map((i) =>
    isWord.reduce(
      (chosen, mask, k) => math.select(mask, math.integer(inverseTurn[i + k + 1]! | 0), chosen),
      math.integer(inverseTurn[i]! | 0),
    ),
  );
  for (const [bit, shift] of [
    [2, 16],
    [1, 8],
  ] as const) {
    const set = math.equal(builder.compute("and", bytes, math.integer(bit)), math.integer(bit));
    words = words.map((at, i) => {
      const next = words[i + 1];
      const moved = builder.shift("shiftLeft", at, shift);
      if (next === undefined) return math.select(set, moved, at);
      const entering = builder.shift("shiftRightLogical", next, 32 - shift);
      return math.select(set, builder.compute("or", moved, entering), at);
    });
  }
  return words
    .slice(0, 3)
    .flatMap((at) => [
      builder.shift("shiftRightLogical", at, 16),
      builder.compute("and", at, math.integer(0xffff)),
    ]);
}

/** The fraction of factor · 0.digits for a factor below 2³² and digits of 16 bits: columns of halves, then carries. */
function product(
  math: FloatArithmetic,
  factor: Register,
  digits: readonly Register[],
): { high: Register; low: Register } {
  const { builder } = math;
  const upper = (a: Register): Register => builder.shift("shiftRightLogical", a, 16);
  const lower = (a: Register): Register => builder.compute("and", a, math.integer(0xffff));
  const factors = [lower(factor), upper(factor)];
  const columns: Register[][] = [[], [], [], [], []];
  for (const [weight, part] of factors.entries()) {
    for (const [i, digit] of digits.entries()) {
      const column = i - weight;
      if (column > columns.length) continue;
      const term = builder.compute("multiply", part, digit);
      columns[column]?.push(lower(term));
      columns[column - 1]?.push(upper(term));
    }
  }
  let carry = math.integer(0);
  const halves = columns.reverse().map((terms) => {
    const sum = terms.reduce((a, b) => builder.compute("add", a, b), carry);
    carry = upper(sum);
    return lower(sum);
  });
  const [, fourth, third, second, first] = halves as [Register, Register, Register, Register, Register];
  const joined = (a: Register, b: Register): Register =>
    builder.compute("or", builder.shift("shiftLeft", a, 16), b);
  return { high: joined(first, second), low: joined(third, fourth) };
}
