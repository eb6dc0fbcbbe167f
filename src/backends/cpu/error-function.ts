/**
 * erf in float32 from basic operations: near 0 the odd series, summed as a polynomial (Abramowitz, Stegun, "Handbook of
 * Mathematical Functions", 7.1.5), elsewhere 1 − erfc by a polynomial for ln erfc. Both polynomials are interpolations at
 * Chebyshev points, computed with 60 digits.
 */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";
import { FloatArithmetic } from "./float-arithmetic.ts";
import { spellExp } from "./transcendental.ts";

/** erf(x) / x − 1 in x², for |x| ≤ 0.92. */
const nearPolynomial = [
  8.3997777947e-5, -8.15005048755e-4, 5.20171456911e-3, -2.68596906549e-2, 1.12837011702e-1,
  -3.76126341397e-1, 1.28379166685e-1,
];
/** ln erfc(x) in x − 2, for 0.9 ≤ x ≤ 4. */
const farPolynomial = [
  1.64306365569e-6, -1.98748401342e-5, 1.35314878914e-4, -7.33268196521e-4, 3.57087592152e-3,
  -1.64647700901e-2, -9.23750850065e-1, -4.41816084688, -5.36494126767,
];

/** erf x = 2/√π · ∫₀ˣ e^(−t²) dt. erf −0 = −0. */
export function spellErf(builder: KernelBuilder, x: Register): Register {
  const math = new FloatArithmetic(builder, x);
  const square = math.multiply(x, x);
  const near = math.add(math.multiply(math.polynomial(square, nearPolynomial), x), x);
  const size = builder.compute("absolute", x);
  const [four, two] = [math.float(4), math.float(2)];
  const shifted = math.subtract(math.select(math.less(four, size), four, size), two);
  const complement = spellExp(builder, math.polynomial(shifted, farPolynomial));
  const far = math.withSign(math.subtract(math.float(1), complement), math.signBit(x));
  return math.select(math.less(size, math.float(0.92)), near, far);
}
