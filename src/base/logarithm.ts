/**
 * The natural logarithm of a positive number, the same on every machine: `Math.log` may differ in its last bit, and
 * what is drawn from a seed may not.
 *
 * x = 2ᵉ · m with m near 1; log m = 2 · artanh(t) = 2 · (t + t³/3 + t⁵/5 + …) with t = (m − 1)/(m + 1), |t| < 0.172.
 */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--;
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++;
  const t = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let power = 21; power >= 1; power -= 2) sum = sum * t * t + 1 / power;
  return exponent * Math.LN2 + 2 * t * sum;
}
