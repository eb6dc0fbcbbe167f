/** How near xʸ is to the true value, in units of the last place of float32 (ulp), and the special cases of C's powf. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { pow } from "../../ops/index.ts";
import { allExponents, errorOf, evaluate, text } from "./accuracy.testing.ts";

const count = 200_000;
const most = 4;
const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;

/** Bases and exponents, one pair each. */
type Pairs = readonly [x: Float32Array, y: Float32Array];

function pairs(draw: (random: Random) => readonly [number, number]): Pairs {
  const random = new Random(3);
  const drawn = Array.from({ length: count }, () => draw(random));
  return [Float32Array.from(drawn, ([x]) => x), Float32Array.from(drawn, ([, y]) => y)];
}

/** Every exponent of x, and y such that results are spread over all of float32 and a little beyond. */
function allResults(): Pairs {
  const random = new Random(4);
  const x = allExponents(400).map((value) => Math.abs(value) || 2);
  return [x, x.map((value) => random.uniform(-155, 130) / (Math.log2(value) || 1))];
}

/*
 * The worst found, which the environment variable ACCURACY_TABLE prints anew:
 *
 * | points | ulp | at |
 * | --- | --- | --- |
 * | powers over all results | 1.18 | 930.794189453125 ^ -12.216529846191406 |
 * | powers of bases near 1 | 1.18 | 0.9980534911155701 ^ -6582.12158203125 |
 * | powers of bases next to 1 | 1.15 | 0.9999988675117493 ^ -13772281 |
 * | powers of small numbers | 1.17 | 5.836850166320801 ^ 0.590062141418457 |
 * | powers where the logarithm changes form | 1.22 | 0.711157500743866 ^ 196.26382446289062 |
 * | powers of negative bases with whole exponents | 1.13 | -19.041765213012695 ^ 18 |
 * | powers of all bases and exponents | 1.07 | 23.27185821533203 ^ -0.1096571534872055 |
 */
const ranges: readonly (readonly [string, Pairs])[] = [
  ["over all results", allResults()],
  ["of bases near 1", pairs((random) => [random.uniform(0.99, 1.01), random.uniform(-9000, 9000)])],
  [
    "of bases next to 1",
    pairs((random) => [1 + random.integer(-60, 60) * 2 ** -24, random.uniform(-3e7, 3e7)]),
  ],
  ["of small numbers", pairs((random) => [random.uniform(0, 10), random.uniform(-10, 10)])],
  [
    "where the logarithm changes form",
    pairs((random) => [random.uniform(0.7, 0.715), random.uniform(-250, 250)]),
  ],
  [
    "of negative bases with whole exponents",
    pairs((random) => [random.uniform(-20, 0), random.integer(-30, 30)]),
  ],
  ["of all bases and exponents", [allExponents(400), allExponents(400).reverse()]],
];

for (const [name, [x, y]] of ranges) {
  test(`powers ${name} are within ${most} ulp`, () => {
    let found = { ulps: 0, what: "" };
    evaluate(pow, x, y).forEach((got, i) => {
      const what = `${x[i]} ^ ${y[i]}`;
      const ulps = errorOf(got, x[i]! ** y[i]!, what);
      if (ulps > found.ulps) found = { ulps, what };
    });
    if (process.env.ACCURACY_TABLE !== undefined)
      console.log(`| powers ${name} | ${found.ulps.toFixed(2)} | ${found.what} |`);
    assert.ok(found.ulps <= most, `${found.what} is ${found.ulps} ulp off`);
  });
}

/** x, y and the only right xʸ: ISO C, annex F.10.4.4. */
const special: readonly (readonly [number, number, number])[] = [
  [0, -3, infinity],
  [-0, -3, -infinity],
  [0, -2, infinity],
  [-0, -2, infinity],
  [-0, -2.5, infinity],
  [0, -infinity, infinity],
  [-0, -infinity, infinity],
  [0, 3, 0],
  [-0, 3, -0],
  [-0, 2, 0],
  [-0, 0.5, 0],
  [0, 1e-30, 0],
  [-0, 16777216, 0],
  [-0, 16777215, -0],
  [-1, infinity, 1],
  [-1, -infinity, 1],
  [-1, 16777215, -1],
  [-1, 3e38, 1],
  [1, nan, 1],
  [1, infinity, 1],
  [1, -infinity, 1],
  [1, 3e38, 1],
  [nan, 0, 1],
  [nan, -0, 1],
  [infinity, 0, 1],
  [0, 0, 1],
  [-0, -0, 1],
  [-5, 0, 1],
  [-2, 0.5, nan],
  [-2, -1.5, nan],
  [-1e-40, 0.25, nan],
  [nan, 1, nan],
  [2, nan, nan],
  [0, nan, nan],
  [-1, nan, nan],
  [0.5, -infinity, infinity],
  [-0.5, -infinity, infinity],
  [2, -infinity, 0],
  [-2, -infinity, 0],
  [0.5, infinity, 0],
  [2, infinity, infinity],
  [-2, infinity, infinity],
  [1 + 2 ** -23, infinity, infinity],
  [1 - 2 ** -24, infinity, 0],
  [1 - 2 ** -24, 3e38, 0],
  [1 - 2 ** -24, -3e38, infinity],
  [infinity, 2, infinity],
  [infinity, 1e-40, infinity],
  [infinity, -2, 0],
  [infinity, -infinity, 0],
  [infinity, infinity, infinity],
  [-infinity, -3, -0],
  [-infinity, -2, 0],
  [-infinity, -2.5, 0],
  [-infinity, 3, -infinity],
  [-infinity, 2, infinity],
  [-infinity, 2.5, infinity],
  [-infinity, infinity, infinity],
  [2, 128, infinity],
  [2, 127, 2 ** 127],
  [2, -149, 2 ** -149],
  [2, -150, 0],
  [-2, 129, -infinity],
  [-2, -151, -0],
  [2 ** -149, 1, 2 ** -149],
  [2 ** -149, -1, infinity],
  [3, 2, 9],
  [-3, 3, -27],
  [10, -1, Math.fround(0.1)],
];

test("powers of special values are exact, in vectors and in what is left over", () => {
  for (const copies of [1, 4, 5]) {
    const repeated = special.flatMap((row) => new Array<(typeof special)[number]>(copies).fill(row));
    const argument = (which: 0 | 1) => Float32Array.from(repeated, (row) => row[which]);
    evaluate(pow, argument(0), argument(1)).forEach((got, i) => {
      const [x, y, expected] = repeated[i]!;
      if (!Object.is(got, expected)) assert.equal(`${text(x)} ^ ${text(y)} = ${text(got)}`, text(expected));
    });
  }
});
