import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { fourierTransform } from "./fourier-transform.ts";
import { realFourierTransform } from "./real-fourier-transform.ts";

function noise(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length }, () => random.uniform(-1, 1));
}

/** The sum itself. */
function slow(real: Float64Array, imaginary: Float64Array): [Float64Array, Float64Array] {
  const length = real.length;
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  for (let k = 0; k < length; k++) {
    for (let n = 0; n < length; n++) {
      const angle = (-2 * Math.PI * ((k * n) % length)) / length;
      re[k]! += real[n]! * Math.cos(angle) - imaginary[n]! * Math.sin(angle);
      im[k]! += real[n]! * Math.sin(angle) + imaginary[n]! * Math.cos(angle);
    }
  }
  return [re, im];
}

function assertNear(got: Float64Array, expected: Float64Array, what: string): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(
      Math.abs(got[i]! - value) < 1e-13 * expected.length + 1e-14,
      `${what} at ${i}: ${got[i]}, not ${value}`,
    );
  }
}

// Each number of factors, primes up to 31, and primes beyond, which go by a convolution.
const lengths = [
  ...Array.from({ length: 70 }, (_, i) => i + 1),
  97,
  128,
  200,
  201,
  243,
  256,
  400,
  441,
  1009,
  1024,
];

test("the transform equals the sum for every length, and its inverse undoes it", () => {
  for (const length of lengths) {
    const [real, imaginary] = [noise(length, 1), noise(length, 2)];
    const [re, im] = [real.slice(), imaginary.slice()];
    const expected = slow(re, im);
    const transform = fourierTransform(length);
    transform.forward(re, im);
    assertNear(re, expected[0], `real part, length ${length}`);
    assertNear(im, expected[1], `imaginary part, length ${length}`);
    transform.inverse(re, im);
    assertNear(re, real, `back, length ${length}`);
    assertNear(im, imaginary, `back, length ${length}`);
  }
});

test("the transform of real numbers is the first half of it, and its inverse undoes it", () => {
  for (const length of lengths) {
    const values = noise(length, 3);
    const expected = slow(values, new Float64Array(length));
    const transform = realFourierTransform(length);
    const { bins } = transform;
    const [re, im] = [new Float64Array(bins), new Float64Array(bins)];
    transform.forward(values, re, im);
    assertNear(re, expected[0].slice(0, bins), `real part, length ${length}`);
    assertNear(im, expected[1].slice(0, bins), `imaginary part, length ${length}`);
    const back = new Float64Array(length);
    transform.inverse(re, im, back);
    assertNear(back, values, `back, length ${length}`);
  }
});
