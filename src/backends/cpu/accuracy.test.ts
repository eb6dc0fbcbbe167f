/**
 * How near functions are to the true values, in units of the last place of float32 (ulp), against the double
 * precision functions of JavaScript.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Value } from "../../graph/node.ts";
import { cos, erf, exp, expm1, log, log1p, sin, tanh } from "../../ops/index.ts";
import { erf as trueErf } from "../reference/erf.ts";
import { allExponents, errorOf, evaluate, sweep, text, ulp } from "./accuracy.testing.ts";

/** The greatest error in ulp, and where it is. */
function worst(
  f: (x: Value) => Value,
  truth: (x: number) => number,
  points: Float32Array,
): { ulps: number; at: number } {
  let found = { ulps: 0, at: 0 };
  evaluate(f, points).forEach((got, i) => {
    const x = points[i]!;
    const ulps = errorOf(got, truth(x), `f(${x})`);
    if (ulps > found.ulps) found = { ulps, at: x };
  });
  return found;
}

/** The floats next to multiples of π/2, where reductions cancel, and the one that is nearest to any. */
function multiples(): Float32Array {
  const points = Float32Array.from(
    { length: 60_000 },
    (_, i) => (i < 30_000 ? i : 1.3 ** (i / 400)) * (Math.PI / 2),
  );
  points[0] = 16367173 * 2 ** 72;
  return points;
}

const count = 200_000;

/*
 * The worst found, which the environment variable ACCURACY_TABLE prints anew:
 *
 * | points | ulp | at |
 * | --- | --- | --- |
 * | exp over all exponents | 0.84 | -4.468856334686279 |
 * | exp of normal results | 0.94 | -5.872740745544434 |
 * | exp of denormal results | 0.75 | -87.91657257080078 |
 * | exp near 0 | 0.81 | 0.3877069354057312 |
 * | log over all exponents | 0.74 | 0.6989098787307739 |
 * | log near 1 | 0.82 | 1.3968545198440552 |
 * | log very near 1 | 0.50 | 1.0009373426437378 |
 * | log of denormals | 0.50 | 3.978422266169195e-39 |
 * | tanh over all exponents | 1.09 | -0.6536130309104919 |
 * | tanh where it bends | 1.23 | -0.6543532609939575 |
 * | tanh where its formula changes | 1.30 | 0.6409332156181335 |
 * | expm1 over all exponents | 1.21 | 0.36635079979896545 |
 * | expm1 near 0 | 1.49 | 0.3960844874382019 |
 * | expm1 of larger arguments | 1.48 | 0.3992356061935425 |
 * | log1p over all exponents | 1.43 | -9.035586856498412e-8 |
 * | log1p near 0 | 1.15 | 0.2795219123363495 |
 * | log1p very near 0 | 1.33 | -9.765820152551896e-8 |
 * | erf over all exponents | 1.72 | -0.9337480664253235 |
 * | erf where it bends | 2.22 | -0.9209070801734924 |
 * | erf where its formula changes | 2.66 | 0.926145613193512 |
 * | sin over all exponents | 2.30 | -3.830513949330355e+29 |
 * | sin of a few turns | 2.32 | -6.797533988952637 |
 * | sin up to 2¹⁷ | 2.29 | 25387.462890625 |
 * | sin next to multiples of π/2 | 2.16 | 27903.625 |
 * | cos over all exponents | 2.33 | -2.325912315790652e+21 |
 * | cos of a few turns | 2.17 | -16.758583068847656 |
 * | cos up to 2¹⁷ | 2.43 | 105059.3203125 |
 * | cos next to multiples of π/2 | 2.26 | 1156964417536 |
 */
const most = 4;

const ranges: readonly (readonly [string, (x: Value) => Value, (x: number) => number, Float32Array])[] = [
  ["exp over all exponents", exp, Math.exp, allExponents(200)],
  ["exp of normal results", exp, Math.exp, sweep(-87.3, 88.72, count)],
  ["exp of denormal results", exp, Math.exp, sweep(-104, -87.3, count / 4)],
  ["exp near 0", exp, Math.exp, sweep(-1, 1, count)],
  ["log over all exponents", log, Math.log, allExponents(200)],
  ["log near 1", log, Math.log, sweep(0.5, 2, count)],
  ["log very near 1", log, Math.log, sweep(1 - 2 ** -10, 1 + 2 ** -10, count / 4)],
  ["log of denormals", log, Math.log, sweep(0, 2 ** -125, count / 4)],
  ["tanh over all exponents", tanh, Math.tanh, allExponents(200)],
  ["tanh where it bends", tanh, Math.tanh, sweep(-10, 10, count)],
  ["tanh where its formula changes", tanh, Math.tanh, sweep(0.5, 0.75, count)],
  ["expm1 over all exponents", expm1, Math.expm1, allExponents(200)],
  ["expm1 near 0", expm1, Math.expm1, sweep(-1.5, 1.5, count)],
  ["expm1 of larger arguments", expm1, Math.expm1, sweep(-20, 88.72, count)],
  ["log1p over all exponents", log1p, Math.log1p, allExponents(200)],
  ["log1p near 0", log1p, Math.log1p, sweep(-0.9, 1.5, count)],
  ["log1p very near 0", log1p, Math.log1p, sweep(-(2 ** -10), 2 ** -10, count / 4)],
  ["erf over all exponents", erf, trueErf, allExponents(200)],
  ["erf where it bends", erf, trueErf, sweep(-4.5, 4.5, count)],
  ["erf where its formula changes", erf, trueErf, sweep(0.85, 1, count)],
  ["sin over all exponents", sin, Math.sin, allExponents(400)],
  ["sin of a few turns", sin, Math.sin, sweep(-20, 20, count)],
  ["sin up to 2¹⁷", sin, Math.sin, sweep(0, 2 ** 17, count)],
  ["sin next to multiples of π/2", sin, Math.sin, multiples()],
  ["cos over all exponents", cos, Math.cos, allExponents(400)],
  ["cos of a few turns", cos, Math.cos, sweep(-20, 20, count)],
  ["cos up to 2¹⁷", cos, Math.cos, sweep(0, 2 ** 17, count)],
  ["cos next to multiples of π/2", cos, Math.cos, multiples()],
];

for (const [name, f, truth, points] of ranges) {
  test(`${name} is within ${most} ulp`, () => {
    const { ulps, at } = worst(f, truth, points);
    if (process.env.ACCURACY_TABLE !== undefined) console.log(`| ${name} | ${ulps.toFixed(2)} | ${at} |`);
    assert.ok(ulps <= most, `f(${at}) is ${ulps} ulp off`);
  });
}

const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
const smallest = 2 ** -149;

/** Arguments and the only right results. */
const special: readonly (readonly [string, (x: Value) => Value, readonly (readonly [number, number])[]])[] = [
  [
    "exp",
    exp,
    [
      [0, 1],
      [-0, 1],
      [infinity, infinity],
      [-infinity, 0],
      [nan, nan],
      [89, infinity],
      [3e38, infinity],
      [-104, 0],
      [-3e38, 0],
      [-103, smallest],
      [smallest, 1],
      [-smallest, 1],
      [1, Math.fround(Math.E)],
    ],
  ],
  [
    "log",
    log,
    [
      [1, 0],
      [0, -infinity],
      [-0, -infinity],
      [-1, nan],
      [-smallest, nan],
      [-infinity, nan],
      [nan, nan],
      [infinity, infinity],
      [smallest, Math.fround(Math.log(smallest))],
      [2, Math.fround(Math.LN2)],
      [0.5, Math.fround(-Math.LN2)],
    ],
  ],
  [
    "tanh",
    tanh,
    [
      [0, 0],
      [-0, -0],
      [infinity, 1],
      [-infinity, -1],
      [nan, nan],
      [20, 1],
      [-20, -1],
      [3e38, 1],
      [-3e38, -1],
      [smallest, smallest],
      [-smallest, -smallest],
      [2 ** -130, 2 ** -130],
    ],
  ],
  [
    "expm1",
    expm1,
    [
      [0, 0],
      [-0, -0],
      [infinity, infinity],
      [-infinity, -1],
      [nan, nan],
      [89, infinity],
      [-40, -1],
      [smallest, smallest],
      [-smallest, -smallest],
      [1e-8, Math.fround(1e-8)],
    ],
  ],
  [
    "log1p",
    log1p,
    [
      [0, 0],
      [-0, -0],
      [infinity, infinity],
      [-1, -infinity],
      [-2, nan],
      [-infinity, nan],
      [nan, nan],
      [smallest, smallest],
      [1e-10, Math.fround(1e-10)],
    ],
  ],
  [
    "erf",
    erf,
    [
      [0, 0],
      [-0, -0],
      [infinity, 1],
      [-infinity, -1],
      [nan, nan],
      [4, 1],
      [-4, -1],
      [3e38, 1],
    ],
  ],
  [
    "sin",
    sin,
    [
      [0, 0],
      [-0, -0],
      [infinity, nan],
      [-infinity, nan],
      [nan, nan],
      [smallest, smallest],
      [-smallest, -smallest],
      [2 ** -12, Math.fround(Math.sin(2 ** -12))],
    ],
  ],
  [
    "cos",
    cos,
    [
      [0, 1],
      [-0, 1],
      [infinity, nan],
      [-infinity, nan],
      [nan, nan],
      [smallest, 1],
      [-smallest, 1],
    ],
  ],
];

for (const [name, f, table] of special) {
  test(`${name} of special values is exact, in vectors and in what is left over`, () => {
    for (const copies of [1, 4, 5]) {
      const points = Float32Array.from(table.flatMap(([x]) => new Array<number>(copies).fill(x)));
      evaluate(f, points).forEach((got, i) => {
        const [x, expected] = table[Math.floor(i / copies)]!;
        if (!Object.is(got, expected)) assert.equal(`${name}(${text(x)}) = ${text(got)}`, text(expected));
      });
    }
  });
}

test("tanh is odd, exp and log never fall where they should rise by more than an ulp", () => {
  const points = sweep(0, 12, count / 4);
  const positive = evaluate(tanh, points);
  const negative = evaluate(
    tanh,
    points.map((x) => -x),
  );
  positive.forEach((value, i) => assert.ok(Object.is(negative[i], -value), `tanh(−${points[i]})`));
  for (const [f, from, to] of [
    [exp, -100, 88],
    [log, 1e-3, 50],
    [tanh, -9.5, 9.5],
  ] as const) {
    const values = evaluate(f, sweep(from, to, count / 4));
    values.forEach((value, i) => {
      const before = values[i - 1] ?? value;
      assert.ok(value >= before - ulp(before), `${value} after ${before}`);
    });
  }
});

test("sin is odd, cos is even, and neither leaves [−1, 1]", () => {
  for (const points of [allExponents(200), multiples(), sweep(0, 400, count)]) {
    const opposite = points.map((x) => -x);
    const [sines, cosines] = [evaluate(sin, points), evaluate(cos, points)];
    evaluate(sin, opposite).forEach((value, i) =>
      assert.ok(Object.is(value, -sines[i]!), `sin(−${points[i]})`),
    );
    evaluate(cos, opposite).forEach((value, i) => assert.equal(value, cosines[i]!, `cos(−${points[i]})`));
    for (const value of [...sines, ...cosines]) assert.ok(Math.abs(value) <= 1, String(value));
  }
});
