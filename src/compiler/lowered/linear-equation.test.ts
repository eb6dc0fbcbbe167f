import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoundedTerm, hasSolution } from "./linear-equation.ts";
import { RandomChoices } from "./random-choices.ts";

function bySearch(terms: readonly BoundedTerm[], target: number): boolean {
  const [first, ...rest] = terms;
  if (first === undefined) return target === 0;
  for (let v = first.low; v <= first.high; v++) {
    if (bySearch(rest, target - first.coefficient * v)) return true;
  }
  return false;
}

test("bounded integer equations are decided as a full search decides them", () => {
  const choices = new RandomChoices(1);
  let solvable = 0;
  const count = 4000;
  for (let i = 0; i < count; i++) {
    const terms = Array.from({ length: choices.from(1, 4) }, () => {
      const low = choices.from(-3, 2);
      return { coefficient: choices.from(-16, 16), low, high: low + choices.from(0, 4) };
    });
    const target = choices.from(-25, 25);
    const expected = bySearch(terms, target);
    if (expected) solvable++;
    assert.equal(hasSolution(terms, target), expected, JSON.stringify({ terms, target }));
  }
  assert.ok(solvable > count / 10 && solvable < count / 2, `${solvable} of ${count}`);
});

test("strides of large arrays are decided at once", () => {
  const rows = { coefficient: 4096, low: -1023, high: 1023 };
  const columns = { coefficient: 48, low: 1, high: 84 };
  const lanes = { coefficient: 1, low: -15, high: 15 };
  assert.equal(hasSolution([rows, columns, lanes, { coefficient: 16, low: -2, high: 2 }], 0), false);
  assert.equal(hasSolution([rows, columns, lanes, { coefficient: 16, low: -3, high: 2 }], 0), true);
});
