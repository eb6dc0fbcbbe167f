import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type Cell,
  ColumnTransformer,
  CountVectorizer,
  DateFeatures,
  HashingVectorizer,
  KBinsDiscretizer,
  LogTransformer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PerChannel,
  Pipeline,
  PowerTransformer,
  QuantileTransformer,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
  Table,
  TfidfVectorizer,
  type Transformer,
  transformerFromJson,
} from "./index.ts";

type Rows = readonly (readonly Cell[])[];

interface Case {
  readonly transformer: string;
  readonly options: object;
  readonly train: Rows;
  readonly test: Rows;
  readonly made: Rows;
  readonly inverse?: Rows;
  readonly names?: readonly string[];
}

/** The cases in test/fixtures; tests run in the root of the repository. */
function fixtures<Stored>(name: string): readonly Stored[] {
  return JSON.parse(readFileSync(`test/fixtures/${name}.json`, "utf8"));
}

const cases = [...fixtures<Case>("preprocessing"), ...fixtures<Case>("vectorizers")];

function assertAlike(table: Table, expected: Rows, what: string, tolerance: number): void {
  const rows = table.rows();
  assert.deepEqual([rows.length, rows[0]?.length], [expected.length, expected[0]?.length], `${what}: size`);
  for (const [row, cells] of expected.entries()) {
    for (const [i, cell] of cells.entries()) {
      const got = rows[row]![i];
      const where = `${what}: got ${got} at ${row}, ${i}, expected ${cell}`;
      if (cell === null) assert.ok(got === undefined || Number.isNaN(got), where);
      else if (typeof cell === "string") assert.equal(got, cell, where);
      else assert.ok(Math.abs((got as number) - cell!) <= tolerance * Math.max(1, Math.abs(cell!)), where);
    }
  }
}

for (const name of new Set(cases.map(({ transformer }) => transformer))) {
  test(`${name} makes and undoes the same as scikit-learn, and so does its copy from JSON`, () => {
    for (const { transformer, options, train, test: later, made, inverse, names } of cases) {
      if (transformer !== name) continue;
      const what = JSON.stringify(options);
      const tolerance = 1e-12;
      const fitted = transformerFromJson(JSON.stringify({ transformer, options })).fit(train);
      const table = fitted.transform(Table.of(later));
      assertAlike(table, made, what, tolerance);
      if (inverse !== undefined)
        assertAlike(fitted.inverseTransform(table), inverse, `${what} undone`, tolerance);
      if (names !== undefined) assert.deepEqual(table.names, names);
      assertSameAfterSaving(fitted, later, inverse !== undefined);
    }
  });
}

function assertSameAfterSaving(fitted: Transformer, rows: Rows, invertible: boolean): void {
  const copy = transformerFromJson(JSON.stringify(fitted));
  assert.deepEqual(copy.transform(rows), fitted.transform(rows));
  assert.equal(JSON.stringify(copy), JSON.stringify(fitted));
  if (!invertible) return;
  const table = fitted.transform(rows);
  assert.deepEqual(copy.inverseTransform(table), fitted.inverseTransform(table));
}

test("columns of tables are found by name, and columns that cannot be used are named with the mend", () => {
  const table = new Table(
    new Map([
      ["age", { kind: "number", values: Float64Array.of(2, 4) }],
      ["kind", { kind: "text", values: ["cat", undefined] }],
      ["none", { kind: "number", values: Float64Array.of(Number.NaN, Number.NaN) }],
    ]),
  );
  const scaler = new StandardScaler().fit(table.select("age"));
  assert.deepEqual(scaler.transform(table).rows(), [[-1], [1]]);
  assert.throws(() => scaler.transform(table.select("kind")), /the column "age": expected one of kind/);
  assert.throws(() => scaler.transform([[1, 2]]), /2 columns with StandardScaler: expected 1/);
  assert.throws(() => new StandardScaler().fit(table), /"kind": expected numbers, got texts\. Encode them/);
  assert.throws(() => new MinMaxScaler().fit(table.select("none")), /"none": .* SimpleImputer before/);
  assert.throws(() => new Normalizer().fit(table.select("none")), /none in row 0/);
  assert.throws(() => new RobustScaler().fit([[Number.POSITIVE_INFINITY]]), /got Infinity in row 0/);
  assert.throws(() => new StandardScaler().fit([]), /0 rows of 0 columns/);
  assert.throws(() => new StandardScaler().transform(table), /expected it to be fitted first/);
  assert.throws(() => new Normalizer().fit([[1]]).inverseTransform([[1]]), /it has no inverse/);
  assert.throws(() => new SimpleImputer().fit(table.select("kind")), /"most_frequent"/);
  assert.throws(() => new SimpleImputer().fit(table.select("none")), /missing values only/);
  const filled = new SimpleImputer({ strategy: "constant", fillValue: "?" }).fitTransform(
    table.select("kind"),
  );
  assert.deepEqual(filled.texts("kind"), ["cat", "?"]);
  assert.deepEqual(new OneHotEncoder().fitTransform(table.select("kind")).names, ["kind_cat", "kind_nan"]);
  const encoder = new OneHotEncoder().fit([["a"]]);
  assert.throws(() => encoder.transform([["b"]]), /Cannot encode "b" in row 0 of the column "x0".*ignore/);
  assert.throws(() => encoder.transform([[null]]), /Cannot encode a missing value/);
  assert.throws(() => new OrdinalEncoder({ categories: [["a"]] }).fit([["b"]]), /one of a, got "b"/);
  assert.throws(() => new PowerTransformer({ method: "box-cox" }).fit([[0]]), /positive numbers, got 0/);
  assert.throws(() => new LogTransformer().fit([[-1]]), /above -1/);
});

test("columns that never change, and single rows, stay finite and come back", () => {
  const makers = [
    StandardScaler,
    MinMaxScaler,
    MaxAbsScaler,
    RobustScaler,
    PowerTransformer,
    QuantileTransformer,
  ];
  for (const Maker of makers) {
    for (const rows of [[[0.1], [0.1], [0.1]], [[-7]]]) {
      const fitted = new Maker().fit(rows);
      const made = fitted.transform(rows);
      for (const value of made.numbers("x0")) assert.ok(Number.isFinite(value), `${Maker.name}: ${value}`);
      for (const [i, value] of fitted.inverseTransform(made).numbers("x0").entries()) {
        assert.ok(Math.abs(value - rows[i]![0]!) < 1e-12, `${Maker.name} undone: ${value}`);
      }
    }
  }
  const bins = new KBinsDiscretizer({ encode: "ordinal" }).fit([[3], [3]]);
  assert.deepEqual(bins.transform([[-9], [9]]).rows(), [[0], [0]]);
});

test("what fitted parts and pipelines make comes back through their inverse, and through JSON", () => {
  const rows: Rows = [
    [1, "a", 7],
    [2, "b", 8],
    [4, "a", 9],
  ];
  const transformer = new ColumnTransformer(
    [
      { columns: ["x1"], transformer: new OneHotEncoder({ drop: "first" }) },
      { columns: ["x0"], transformer: new Pipeline([new LogTransformer(), new StandardScaler()]) },
    ],
    { remainder: "passthrough" },
  ).fit(rows);
  assertAlike(
    transformer.inverseTransform(transformer.transform(rows)).select("x0", "x1", "x2"),
    rows,
    "parts",
    1e-12,
  );
  assertSameAfterSaving(transformer, rows, true);
  const twice = [
    { columns: ["x0"], transformer: "passthrough" },
    { columns: ["x0"], transformer: new StandardScaler() },
  ] as const;
  assert.throws(() => new ColumnTransformer(twice).fit(rows), /different names, got "x0" in both/);
  const none = new ColumnTransformer([{ columns: ["x1"], transformer: "drop" }]).fit(rows).transform(rows);
  assert.equal(none.columns.size, 0);
  const unknown = new OrdinalEncoder({ handleUnknown: "use_encoded_value", unknownValue: Number.NaN }).fit([
    ["a"],
  ]);
  assert.deepEqual(
    transformerFromJson(JSON.stringify(unknown))
      .transform([["b"]])
      .rows(),
    [[Number.NaN]],
  );
  assert.throws(() => transformerFromJson("{"), /expected JSON/);
  assert.throws(() => transformerFromJson('{"transformer":"toString"}'), /to be one of ColumnTransformer/);
});

test("dates give their parts in UTC, on circles if asked, and say which text is none", () => {
  const parts = ["year", "month", "day", "weekday", "hour", "minute", "dayofyear"] as const;
  const dates = new DateFeatures({ parts });
  const expected = [2024, 12, 31, 1, 23, 5, 366];
  for (const text of [
    "2024-12-31 23:05",
    "2024-12-31T23:05:00Z",
    "2025-01-01T01:05:00+02:00",
    "2025-01-01T01:05+0200",
  ]) {
    assert.deepEqual(dates.fitTransform([[text]]).rows(), [expected], text);
  }
  const time = Date.UTC(2024, 11, 31, 23, 5);
  assert.deepEqual(dates.fitTransform([[time]]).rows(), [expected]);
  assert.deepEqual(new DateFeatures({ parts, unit: "s" }).fitTransform([[time / 1000]]).rows(), [expected]);
  assert.deepEqual(dates.fitTransform([[Number.NaN]]).rows(), [parts.map(() => Number.NaN)]);
  const circle = new DateFeatures({ parts: ["month", "hour"], cyclic: true }).fitTransform([
    ["2024-04-01 18:00"],
  ]);
  assert.deepEqual(circle.names, ["x0_month_sin", "x0_month_cos", "x0_hour_sin", "x0_hour_cos"]);
  assertAlike(circle, [[1, 0, -1, 0]], "a quarter and three quarters of a circle", 1e-12);
  for (const text of ["31.12.2024", "2024-13-01", "soon"]) {
    assert.throws(
      () => dates.fit([["2024-01-01"], [text]]),
      new RegExp(`"${text}" in row 1 of the column "x0"`),
    );
  }
  assertSameAfterSaving(dates, [["2024-12-31"]], false);
});

test("channels of pictures are scaled each by its own numbers, wherever the axis is", () => {
  const first = { shape: [2, 2, 2], data: Float32Array.of(0, 2, 10, 30, 4, 2, 20, 20) };
  const scale = new PerChannel(new MinMaxScaler()).fit(first);
  assert.deepEqual([...scale.transform(first).data], [0, 0.5, 0, 1, 1, 0.5, 0.5, 0.5]);
  assert.deepEqual(scale.inverseTransform(scale.transform(first)).data, first.data);
  const last = { shape: [4, 2], data: Float32Array.of(0, 10, 2, 30, 4, 20, 2, 20) };
  const same = new PerChannel(new MinMaxScaler(), { axis: -1 }).fit(last).transform(last);
  assert.deepEqual([...same.data], [0, 0, 0.5, 1, 1, 0.5, 0.5, 0.5]);
  assert.throws(
    () => new PerChannel(new MinMaxScaler(), { axis: 5 }).fit(first),
    /axis 5 of the shape \[2, 2, 2\]/,
  );
});

test("texts that cannot be counted, and options that cannot be, are refused with the mend", () => {
  for (const Vectorizer of [CountVectorizer, TfidfVectorizer, HashingVectorizer]) {
    const few = { nFeatures: 4 };
    assert.throws(() => new Vectorizer(few).fit([["a", "b"]]), /on 2 columns: .* Use a ColumnTransformer/);
    assert.throws(
      () => new Vectorizer(few).fit([["a b"], [null]]),
      /got none in row 1\. Put new SimpleImputer/,
    );
    assert.throws(() => new Vectorizer({ ngramRange: [2, 1] }), /ngramRange = \[2, 1\]/);
    assert.throws(() => new Vectorizer({ tokenPattern: "(" }), /tokenPattern = "\("/);
    assert.throws(() => new Vectorizer({ analyzer: "line" as "word" }), /analyzer = "line"/);
  }
  assert.throws(() => new CountVectorizer().fit([["a"], ["?"]]), /got none of 0\. Check stopWords/);
  assert.throws(() => new CountVectorizer({ minDf: 0 }), /minDf = 0/);
  assert.throws(() => new CountVectorizer({ maxFeatures: 0.5 }), /maxFeatures = 0\.5/);
  assert.throws(() => new CountVectorizer({ vocabulary: ["a", "a"] }), /2 terms: expected different/);
  assert.throws(() => new HashingVectorizer({ nFeatures: 0 }), /into 0 features/);
  assert.throws(() => new TfidfVectorizer({ norm: "l3" as "l1" }), /norm = "l3"/);
  const rare = new TfidfVectorizer({ vocabulary: ["zebra"], smoothIdf: false });
  assert.throws(() => rare.fit([["cat"]]), /"zebra" that is in none of 1 texts/);
});
