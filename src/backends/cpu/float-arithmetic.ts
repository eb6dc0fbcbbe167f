/** Float arithmetic in vector operations: what the spellings of functions are written with. */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";

/** Float arithmetic on registers of one lane count. */
export class FloatArithmetic {
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

  divide(a: Register, b: Register): Register {
    return this.builder.compute("divide", a, b);
  }

  select(mask: Register, a: Register, b: Register): Register {
    return this.builder.compute("select", mask, a, b);
  }

  equal(a: Register, b: Register): Register {
    return this.builder.compute("equal", a, b);
  }

  /** x between the bounds; NaN stays NaN. Selects cost less than the extrema that must order zeros. */
  clamp(x: Register, low: number, high: number): Register {
    const [least, most] = [this.float(low), this.float(high)];
    const below = this.select(this.less(most, x), most, x);
    return this.select(this.less(below, least), least, below);
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

  /**
   * x rounded to a whole number n, ties to even, for |x| < 2²¹, as a float and as an int32 that equals n modulo 2²²: the
   * sum with 1.5 · 2²³ has n in its last bits.
   */
  round(x: Register): { readonly whole: Register; readonly bits: Register } {
    const shift = this.float(1.5 * 2 ** 23);
    const sum = this.add(x, shift);
    return { whole: this.subtract(sum, shift), bits: this.builder.compute("bitsToInt", sum) };
  }

  /**
   * y · 2ⁿ for |n| ≤ 252, rounded once, as both factors are powers of two: 2 to ⌊n/2⌋ and to the rest. `bits` equals n
   * modulo 2²².
   */
  scale(y: Register, bits: Register): Register {
    const { builder } = this;
    const exponent = builder.shift("shiftLeft", bits, 23);
    const half = builder.compute("and", builder.shift("shiftLeft", bits, 22), this.integer(-(2 ** 23)));
    const rest = builder.compute("subtract", exponent, half);
    const power = (shifted: Register): Register =>
      builder.compute("bitsToFloat", builder.compute("add", shifted, this.integer(127 << 23)));
    return this.multiply(this.multiply(y, power(half)), power(rest));
  }

  /** The sign bit of x alone, as an int32. */
  signBit(x: Register): Register {
    return this.builder.compute("and", this.builder.compute("bitsToInt", x), this.integer(-(2 ** 31)));
  }

  /** `size`, negated where the sign bit (an int32) is set. */
  withSign(size: Register, signBit: Register): Register {
    const bits = this.builder.compute("xor", this.builder.compute("bitsToInt", size), signBit);
    return this.builder.compute("bitsToFloat", bits);
  }

  /** x > 0 as e and m with x = 2ᵉ · m and √½ ≤ m < √2. */
  exponentAndMantissa(x: Register): { readonly exponent: Register; readonly mantissa: Register } {
    const { builder } = this;
    const denormal = this.less(x, this.float(2 ** -126));
    const normal = this.select(denormal, this.multiply(x, this.float(2 ** 23)), x);
    const bits = builder.compute("bitsToInt", normal);
    const biased = builder.shift("shiftRightLogical", bits, 23);
    const bias = this.select(denormal, this.integer(126 + 23), this.integer(126));
    const fraction = builder.compute("and", bits, this.integer(0x007fffff));
    const below = builder.compute("bitsToFloat", builder.compute("or", fraction, this.integer(0x3f000000)));
    const low = this.less(below, this.float(Math.SQRT1_2));
    const mantissa = this.select(low, this.add(below, below), below);
    const unbiased = builder.compute("subtract", biased, bias);
    const lowered = builder.compute("subtract", unbiased, this.integer(1));
    return { exponent: builder.compute("toFloat", this.select(low, lowered, unbiased)), mantissa };
  }
}
