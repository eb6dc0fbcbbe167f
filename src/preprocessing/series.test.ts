import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  autocorrelation,
  difference,
  lagFeatures,
  partialAutocorrelation,
  seasonalFeatures,
  Table,
  undifference,
} from "./index.ts";

const series = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];

test("differences come back, within a series and after it", () => {
  for (const period of [1, 2, 7]) {
    const changes = difference(series, period);
    assert.equal(changes.length, series.length - period);
    assert.deepEqual([...undifference(changes, series.slice(0, period))], series.slice(period));
  }
  assert.deepEqual([...undifference([1, 1, 1], series.slice(-2))], [6, 4, 7]);
  assert.throws(() => difference(series, 10), /over 10 steps of 10 values: expected an integer from 1 to 9/);
  assert.throws(() => undifference([1], []), /without a value before/);
});

test("lags look back and never ahead", () => {
  const table = lagFeatures(Table.of(series.map((value) => [value])), [1, 3]);
  assert.deepEqual(table.names, ["x0_lag1", "x0_lag3"]);
  assert.deepEqual(
    [...table.numbers("x0_lag3")],
    [Number.NaN, Number.NaN, Number.NaN, ...series.slice(0, 7)],
  );
  for (const lag of [0, -1, 1.5]) assert.throws(() => lagFeatures(table, [lag]), /at least 1/);
});

test("seasonal features have their period, and go on where the first rows ended", () => {
  const options = { period: 12, harmonics: 2 };
  const year = seasonalFeatures(24, options);
  assert.deepEqual(year.names, ["season12_sin1", "season12_cos1", "season12_sin2", "season12_cos2"]);
  for (const name of year.names) {
    const values = year.numbers(name);
    for (let t = 0; t < 12; t++) assert.ok(Math.abs(values[t]! - values[t + 12]!) < 1e-12);
    assert.deepEqual(seasonalFeatures(4, { ...options, start: 5 }).numbers(name), values.slice(5, 9));
  }
  assert.ok(Math.abs(year.numbers("season12_sin1")[3]! - 1) < 1e-12);
  assert.throws(() => seasonalFeatures(4, { period: 2, harmonics: 2 }), /from 1 harmonic to half of it/);
});

interface Case {
  readonly values: readonly number[];
  readonly acf: readonly number[];
  readonly pacf: readonly number[];
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/series.json", "utf8"));

function assertClose(actual: ArrayLike<number>, expected: readonly number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= 1e-11, `${what} at ${i}: got ${actual[i]}, expected ${value}`);
  }
}

test("autocorrelations and partial ones equal statsmodels'", () => {
  for (const { values, acf, pacf } of cases) {
    assertClose(autocorrelation(values, 12), acf, "acf");
    assertClose(partialAutocorrelation(values, 12), pacf, "pacf");
  }
  assert.throws(() => autocorrelation([1, 2], 2), /up to 2 steps: expected an integer from 0 to 1/);
  assert.throws(() => partialAutocorrelation([1, Number.NaN, 2], 1), /missing value/);
});
