import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  ColumnTransformer,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
  StandardScaler,
} from "../preprocessing/index.ts";
import {
  ArrayDataset,
  csv,
  DataLoader,
  parseCsv,
  randomSplit,
  Standardizer,
  stratifiedSplit,
  type Table,
  TableDataset,
} from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "table-"));
after(() => rm(folder, { recursive: true }));

const text = `\ufeffage, colour,alive,kind
3,red,True,cat
5.5,"blue, light",false,dog
,red,TRUE,"a ""wild"" cat"
1e1,NA,False,dog
`;

test("columns are numbers, truths or texts, with what is missing left open", () => {
  const table = parseCsv(text);
  assert.deepEqual([...table.columns.keys()], ["age", "colour", "alive", "kind"]);
  assert.deepEqual(table.numbers("age"), Float64Array.of(3, 5.5, Number.NaN, 10));
  assert.deepEqual(table.texts("colour"), ["red", "blue, light", "red", undefined]);
  assert.deepEqual(table.numbers("alive"), Float64Array.of(1, 0, 1, 0));
  assert.equal(table.texts("kind")[2], 'a "wild" cat');
  assert.deepEqual(table.texts("age"), ["3", "5.5", undefined, "10"]);
  assert.throws(() => table.numbers("kind"), /"kind" as numbers: expected numbers only/);
  assert.throws(() => table.column("size"), /"size": expected one of age, colour, alive, kind/);
  assert.deepEqual([...parseCsv("1;2\r\n3;4\r\n", { columns: ["a", "b"] }).numbers("b")], [2, 4]);
});

test("tables become features and classes, or quantities", () => {
  const table = parseCsv(text);
  assert.throws(
    () => new TableDataset(table, { target: "kind" }),
    /column "age": expected a number in each row, got 1 of 4 missing\. Pass \{ missing: "mean" \}/,
  );
  const animals = new TableDataset(table, { target: "kind", missing: "mean", drop: ["alive"] });
  assert.deepEqual(animals.features, ["age", "colour=blue, light", "colour=red"]);
  assert.deepEqual(animals.classes, ['a "wild" cat', "cat", "dog"]);
  const [features, labels] = animals.batch(Int32Array.of(2, 3));
  assert.deepEqual(features!.shape, [2, 3]);
  assert.deepEqual([...features!.data], [Math.fround(18.5 / 3), 0, 1, 10, 0, 0]);
  assert.deepEqual([labels!.shape, [...labels!.data]], [[2], [0, 2]]);
  const ages = parseCsv("age,size\n1,2.5\n2,3.5\n");
  const sizes = new TableDataset(ages, { target: "size" });
  assert.equal(sizes.classes, undefined);
  const [, quantities] = sizes.batch(Int32Array.of(0, 1));
  assert.deepEqual([quantities!.shape, quantities!.data], [[2, 1], Float32Array.of(2.5, 3.5)]);
  const task = "classification" as const;
  assert.deepEqual(new TableDataset(ages, { target: "size", task }).classes, ["2.5", "3.5"]);
});

test("tables that cannot be learned from say why", () => {
  const names = Array.from({ length: 101 }, (_, i) => `name${i},${i % 2}`).join("\n");
  const cases: [() => unknown, RegExp][] = [
    [() => new TableDataset(parseCsv(`name,y\n${names}`), { target: "y" }), /drop: \["name"\]/],
    [() => new TableDataset(parseCsv("a,y\n1,\n2,x\n"), { target: "y" }), /none in row 1 of the data/],
    [
      () => new TableDataset(parseCsv("y\n1\n"), { target: "y" }),
      /from nothing: expected at least one other/,
    ],
    [() => new TableDataset(parseCsv("a,y\n1,2\n"), { target: "z" }), /column "z": expected one of a, y/],
    [() => parseCsv("a,b\n1,2\n3\n"), /expected 2 cells in each row, as it has columns, got 1 in row 2/],
    [() => parseCsv("a,a\n1,2\n"), /different names, got "a" twice/],
    [() => parseCsv("a,b\n"), /at least one row/],
    [() => parseCsv(""), /at least one row/],
    [() => parseCsv('a,b\n1,"two\n3,4\n'), /a quote at the end of each quoted cell/],
  ];
  for (const [read, message] of cases) assert.throws(read, message);
});

test("a file of one's own is read, split and loaded in workers", async () => {
  const path = join(folder, "points.csv");
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${i * i},${i % 2 ? "odd" : "even"}`);
  await writeFile(path, `x,square,parity\n${rows.join("\n")}\n`);
  const points = await csv(path, { target: "parity" });
  assert.deepEqual([points.length, points.classes], [50, ["even", "odd"]]);
  const [training, held] = randomSplit(points, [0.8, 0.2], { seed: 4 });
  assert.deepEqual([training!.length, held!.length], [40, 10]);
  const seen: number[] = [];
  const loader = new DataLoader(training!, { batchSize: 7, workers: 1 });
  for await (const [features, labels] of loader) {
    const values = features!.dataSync();
    labels!.dataSync().forEach((label, i) => {
      assert.deepEqual([values[2 * i + 1], label], [values[2 * i]! ** 2, values[2 * i]! % 2]);
      seen.push(values[2 * i]!);
    });
  }
  loader.close();
  for (const [features] of [await held!.batch(Int32Array.from({ length: 10 }, (_, i) => i))]) {
    for (let i = 0; i < 10; i++) seen.push(features!.data[2 * i]!);
  }
  assert.deepEqual(
    seen.sort((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
  await writeFile(path, "a,b\n1\n");
  await assert.rejects(csv(path, { target: "b" }), /points\.csv: Cannot read CSV: expected 2 cells/);
  await assert.rejects(csv(join(folder, "none.csv"), { target: "b" }), /ENOENT/);
});

test("splits are the seed's, cover everything once, and refuse what cannot be", async () => {
  const data = new ArrayDataset([{ shape: [10], data: Int32Array.from({ length: 10 }, (_, i) => i) }]);
  const numbers = async (seed: number): Promise<number[][]> =>
    Promise.all(
      randomSplit(data, [1 / 3, 1 / 3, 1 / 3], { seed }).map(async (part) => [
        ...(await part.batch(Int32Array.from({ length: part.length }, (_, i) => i)))[0]!.data,
      ]),
    );
  const parts = await numbers(1);
  assert.deepEqual(
    parts.map((part) => part.length),
    [4, 3, 3],
  );
  assert.deepEqual(parts.flat().sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(await numbers(1), parts);
  assert.notDeepEqual(await numbers(2), parts);
  assert.throws(() => randomSplit(data, [0.5, 0.6]), /positive numbers that add up to 1/);
  assert.throws(() => randomSplit(data, [1.5, -0.5]), /positive numbers/);
  assert.throws(() => randomSplit(data, [0.99, 0.01]), /at least one example in each/);
});

test("stratified splits have as much of each class in each part as whole examples allow", () => {
  const labels = Array.from({ length: 203 }, (_, i) =>
    i % 29 === 0 ? "rare" : i % 3 === 0 ? "some" : "many",
  );
  const shares = [0.7, 0.2, 0.1];
  const parts = stratifiedSplit(labels, shares, { seed: 3 });
  assert.deepEqual(
    parts.flatMap((part) => [...part]).sort((a, b) => a - b),
    labels.map((_, i) => i),
  );
  for (const [p, share] of shares.entries()) {
    assert.ok(Math.abs(parts[p]!.length - share * labels.length) < 1);
    for (const label of new Set(labels)) {
      const all = labels.filter((other) => other === label).length;
      const here = [...parts[p]!].filter((i) => labels[i] === label).length;
      assert.ok(Math.abs(here - share * all) < 2, `${here} of ${all} ${label} in part ${p}`);
    }
  }
  assert.deepEqual(stratifiedSplit(labels, shares, { seed: 3 }), parts);
  assert.notDeepEqual(stratifiedSplit(labels, shares, { seed: 4 }), parts);
  assert.throws(() => stratifiedSplit(labels, [0.5, 0.6]), /positive numbers that add up to 1/);
  assert.throws(() => stratifiedSplit([1], [0.5, 0.5]), /at least one example in each/);
});

test("a table prepared by its training rows gives the same features and classes to any rows", () => {
  const table = parseCsv("age,kind,alive\n1,cat,yes\n3,dog,no\n,cat,yes\n");
  const prepare = new ColumnTransformer([
    { columns: ["kind"], transformer: new OneHotEncoder({ handleUnknown: "ignore" }) },
    {
      columns: ["age"],
      transformer: new Pipeline([new SimpleImputer(), new StandardScaler({ withStd: false })]),
    },
  ]).fit(table);
  const later = parseCsv("alive,age,kind\nyes,7,bird\n");
  const classes = ["no", "yes"];
  const examples = new TableDataset(later, { target: "alive", prepare, classes });
  assert.deepEqual(examples.features, ["kind_cat", "kind_dog", "age"]);
  const [features, labels] = examples.batch(Int32Array.of(0));
  assert.deepEqual([...features!.data, ...labels!.data], [0, 0, 5, 1]);
  const unfilled = new StandardScaler().fit(table.select("age"));
  assert.throws(
    () => new TableDataset(table, { target: "alive", prepare: unfilled }),
    /"age": .* NaN in row 2/,
  );
  assert.throws(
    () => new TableDataset(later, { target: "alive", prepare, classes: ["no"] }),
    /expected one of the classes no, got yes/,
  );
  const never = new StandardScaler();
  assert.throws(
    () => new TableDataset(later, { target: "alive", prepare: never }),
    /expected it to be fitted first/,
  );
});

test("standardizing takes the means and deviations of the data it was made from", async () => {
  const make = (values: number[]): ArrayDataset =>
    new ArrayDataset([
      { shape: [values.length / 2, 2], data: Float32Array.from(values) },
      { shape: [values.length / 2], data: new Int32Array(values.length / 2) },
    ]);
  const training = make([1, 7, 3, 7, 8, 7]);
  const standardizer = await Standardizer.of(training);
  // Of 1, 3, 8: mean 4, population variance (9 + 1 + 16) / 3.
  assert.deepEqual([...standardizer.means], [4, 7]);
  assert.deepEqual([...standardizer.deviations], [Math.sqrt(26 / 3), 1]);
  const scaled = (await standardizer.apply(make([4, 9]))).columns[0]!.data;
  assert.deepEqual([...scaled], [0, 2]);
  const flat: Table | ArrayDataset = new ArrayDataset([{ shape: [1, 3], data: new Float32Array(3) }]);
  await assert.rejects(standardizer.apply(flat), /3 columns .*: expected 2/);
});
