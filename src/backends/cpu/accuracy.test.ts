/**
 * How near exp, log and tanh are to the true values, in units of the last place of float32 (ulp), against the double
 * precision functions of JavaScript.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { input, type Value } from "../../graph/node.ts";
import { exp, log, tanh } from "../../ops/index.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";

const bits = new Int32Array(1);
const number = new Float32Array(bits.buffer);

function fromBits(pattern: number): number {
  bits[0] = pattern;
  return number[0]!;
}

/** The distance between neighbouring float32 numbers of the size of x. */
function ulp(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -126) return 2 ** -149;
  return 2 ** (Math.min(Math.floor(Math.log2(size)), 127) - 23);
}

const device = createWasmDevice({ platform: nodePlatform, threads: 1 });

function evaluate(f: (x: Value) => Value, points: Float32Array): Float32Array {
  const x = input({ shape: [points.length], dtype: "float32" });
  const program = device.compile({ inputs: [x], outputs: [f(x)], updates: [] });
  const [result] = program.run([points]);
  program.release();
  return result as Float32Array;
}

/** The greatest error in ulp; results that are not finite must be exactly those of the true function, rounded. */
function worst(
  f: (x: Value) => Value,
  truth: (x: number) => number,
  points: Float32Array,
): { ulps: number; at: number } {
  const results = evaluate(f, points);
  let found = { ulps: 0, at: 0 };
  points.forEach((x, i) => {
    const exact = truth(x);
    const rounded = Math.fround(exact);
    const got = results[i]!;
    if (!Number.isFinite(rounded) || !Number.isFinite(got)) {
      assert.ok(Object.is(got, rounded), `f(${x}) is ${got}, expected ${rounded}`);
      return;
    }
    const ulps = Math.abs(got - exact) / ulp(exact);
    if (ulps > found.ulps) found = { ulps, at: x };
  });
  return found;
}

/** Every exponent of both signs with random mantissas. */
function allExponents(each: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: 510 * each }, (_, i) => {
    const exponent = Math.floor(i / each) % 255;
    const sign = i >= 255 * each ? 2 ** 31 : 0;
    return fromBits((sign + exponent * 2 ** 23 + (random.bits() >>> 9)) | 0);
  });
}

/** Evenly spaced over [low, high], and rounded to float32. */
function sweep(low: number, high: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
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
 * | tanh over all exponents | 1.09 | 0.6536130309104919 |
 * | tanh where it bends | 1.23 | 0.6543532609939575 |
 * | tanh where its formula changes | 1.30 | 0.6409332156181335 |
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
];

function text(x: number): string {
  return Object.is(x, -0) ? "−0" : String(x);
}

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
  device.close();
});
