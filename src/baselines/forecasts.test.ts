import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fitAutoregression, lastValue, seasonalNaive } from "./index.ts";

interface Case {
  readonly values: readonly number[];
  readonly autoregressions: readonly {
    readonly order: number;
    readonly parameters: readonly number[];
    readonly forecast: readonly number[];
  }[];
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/series.json", "utf8"));

function assertClose(
  actual: ArrayLike<number>,
  expected: readonly number[],
  what: string,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    const off = Math.abs(actual[i]! - value);
    assert.ok(
      off <= tolerance * Math.max(1, Math.abs(value)),
      `${what} at ${i}: got ${actual[i]}, expected ${value}`,
    );
  }
}

test("autoregressions and their forecasts equal statsmodels'", () => {
  for (const { values, autoregressions } of cases) {
    for (const { order, parameters, forecast } of autoregressions) {
      const fitted = fitAutoregression(values, order);
      assertClose([fitted.intercept, ...fitted.coefficients], parameters, `order ${order}`, 1e-8);
      assertClose(fitted.forecast(6), forecast, `forecast of order ${order}`, 1e-8);
      assert.deepEqual(fitted.forecast(2, values.slice(-order)), fitted.forecast(2));
    }
  }
  assert.throws(
    () => fitAutoregression([1, 2, 3, 4], 2),
    /order 2 to 4 values: expected an order from 1 to 1/,
  );
  assert.throws(() => fitAutoregression([1, 1, 1, 1], 1), /one is a sum of others/);
  assert.throws(() => fitAutoregression([1, Number.NaN, 1, 2], 1), /NaN at 1/);
  assert.throws(
    () => fitAutoregression([1, 3, 2, 5, 4, 4], 2).forecast(1, [1]),
    /from 1 values: expected at least 2/,
  );
});

test("naive forecasts repeat the last season", () => {
  assert.deepEqual(lastValue([1, 7], 2), Float64Array.of(7, 7));
  assert.deepEqual(seasonalNaive([1, 2, 3, 4, 5], 5, 3), Float64Array.of(3, 4, 5, 3, 4));
  assert.throws(() => lastValue([], 1), /last 1 of 0 values/);
  assert.throws(() => seasonalNaive([1], 1, 2), /last 2 of 1 values/);
});
