import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type Cell,
  ColumnTransformer,
  Pipeline,
  StandardScaler,
  Table,
  TargetEncoder,
  type TargetEncoderOptions,
  transformerFromJson,
} from "./index.ts";

interface Case {
  readonly options: TargetEncoderOptions;
  readonly train: readonly (readonly Cell[])[];
  readonly targets: readonly number[];
  readonly test: readonly (readonly Cell[])[];
  readonly made: readonly (readonly number[])[];
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/target-encoder.json", "utf8"));

test("TargetEncoder encodes as scikit-learn's, and so does its copy from JSON", () => {
  for (const { options, train, targets, test: later, made } of cases) {
    const fitted = new TargetEncoder(options).fit(train, targets);
    for (const encoder of [fitted, transformerFromJson(JSON.stringify(fitted))]) {
      const values = encoder.transform(later).numbers("x0");
      for (const [row, expected] of made.entries()) {
        const off = Math.abs(values[row]! - expected[0]!);
        assert.ok(off <= 1e-12, `${JSON.stringify(options)}: got ${values[row]}, expected ${expected[0]}`);
      }
    }
  }
});

test("no training row is told its own target", () => {
  // One category a row: what is known of each is the mean of the other folds, its own target never.
  const rows = Array.from({ length: 12 }, (_, i) => [`city ${i}`]);
  const targets = Float64Array.from({ length: 12 }, (_, i) => i);
  const encoder = new TargetEncoder({ smooth: 0, folds: 12 });
  const made = encoder.fitTransform(rows, targets).numbers("x0");
  const [encoded] = [encoder.transform(rows).numbers("x0")];
  for (let i = 0; i < 12; i++) {
    assert.ok(Math.abs(made[i]! - (66 - i) / 11) < 1e-12, `row ${i}: ${made[i]}`);
    assert.equal(encoded[i], i);
  }
  // Two categories, two folds: rows of one fold are encoded alike, by the other fold.
  const two = Array.from({ length: 8 }, (_, i) => [i % 2 === 0 ? "a" : "b"]);
  const halves = new TargetEncoder({ smooth: 0, folds: 2 }).fitTransform(two, targets.slice(0, 8));
  assert.ok(new Set(halves.numbers("x0")).size <= 4);
});

test("targets go through parts and pipelines", () => {
  const table = new Table(
    new Map([
      ["city", { kind: "text", values: ["a", "a", "b", "b"] }],
      ["size", { kind: "number", values: Float64Array.of(1, 2, 3, 4) }],
    ]),
  );
  const city = new TargetEncoder({ smooth: 0, folds: 2 });
  const parts = new ColumnTransformer([
    { columns: ["city"], transformer: new Pipeline([city, new StandardScaler()]) },
    { columns: ["size"], transformer: "passthrough" },
  ]);
  parts.fit(table, [1, 3, 5, 5]);
  assert.deepEqual([...city.transform(table.select("city")).numbers("city")], [2, 2, 5, 5]);
  assert.deepEqual(parts.transform(table).names, ["city", "size"]);
});

test("targets and options that cannot be are refused", () => {
  assert.throws(() => new TargetEncoder().fit([["a"]]), /without targets: .* fit\(rows, targets\)/);
  assert.throws(() => new TargetEncoder().fit([["a"]], [1, 2]), /1 rows with 2 targets/);
  assert.throws(() => new TargetEncoder().fit([["a"]], [Number.NaN]), /the target NaN of row 0/);
  assert.throws(() => new TargetEncoder().fitTransform([["a"]], [1]), /1 rows by 5 folds/);
  assert.throws(() => new TargetEncoder({ smooth: -1 }), /smooth = -1/);
  assert.throws(() => new TargetEncoder({ folds: 1 }), /folds = 1/);
});
