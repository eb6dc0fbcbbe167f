import assert from "node:assert/strict";
import { test } from "node:test";
import { erf } from "./erf.ts";

test("erf is what 30 digits round to, and odd", () => {
  const known = [
    [1e-300, 1.1283791670955126e-300],
    [1e-20, 1.1283791670955125e-20],
    [0.001, 0.0011283787909692365],
    [0.3, 0.3286267594591274],
    [0.9, 0.7969082124228322],
    [1.5, 0.9661051464753108],
    [2.25, 0.9985372834133188],
    [2.499, 0.9995908642442554],
    [2.5, 0.999593047982555],
    [2.501, 0.9995952208294163],
    [2.75, 0.9998993780778803],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [5, 0.9999999999984626],
    [5.99, 1.0],
    [7, 1.0],
  ] as const;
  for (const [x, y] of known) {
    assert.ok(Math.abs(erf(x) - y) <= 1e-15 * 4 * Math.abs(y), `erf(${x}) is ${erf(x)}, expected ${y}`);
    assert.equal(erf(-x), -erf(x));
  }
});

test("erf of what is not usual", () => {
  assert.ok(Object.is(erf(-0), -0));
  assert.equal(erf(Number.POSITIVE_INFINITY), 1);
  assert.equal(erf(Number.NEGATIVE_INFINITY), -1);
  assert.ok(Number.isNaN(erf(Number.NaN)));
});
