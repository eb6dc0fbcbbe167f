import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { datasets, datasetTerms, loadDataset } from "./index.ts";

const mirror = process.env.TENSORLOOM_DATA;
const skip = mirror === undefined || !existsSync(mirror) ? "TENSORLOOM_DATA names no folder" : false;

test("entries are complete, parts are never downloaded, and restrictions are marked", () => {
  const restricted: string[] = [];
  for (const [name, entry] of datasets) {
    assert.equal(entry.name, name);
    assert.match(entry.licence, /\.$/, name);
    assert.match(entry.citation, /\.$/, name);
    for (const file of entry.files) {
      assert.match(file.sha256, /^[0-9a-f]{64}$/, file.name);
      assert.ok(file.bytes > 0, file.name);
      if (file.url !== undefined) assert.match(file.url, /^https?:\/\//);
      if (entry.subsetOf !== undefined) assert.equal(file.url, undefined, `${name}: ${file.name}`);
    }
    assert.equal(
      datasetTerms(entry).includes("ONLY") || datasetTerms(entry).includes("NO "),
      entry.restriction !== undefined,
    );
    if (entry.restriction === "no commercial use" || entry.restriction === "no changed copies") {
      restricted.push(name);
    }
  }
  assert.deepEqual(restricted.sort(), [
    "ag-news-test",
    "dialogsum-1k",
    "etth1",
    "movielens-latest-small",
    "multi30k",
  ]);
});

test("an unknown name is answered with those that there are", async () => {
  await assert.rejects(loadDataset("mnits" as "mnist"), /"mnits": expected one of mnist-10k, mnist,/);
});

test("pictures of a mirror are those that they should be", { skip }, async () => {
  const { train, test: heldOut, origin } = await loadDataset("fashion-mnist-20k");
  assert.deepEqual([train.length, heldOut.length, origin], [10_000, 10_000, join(mirror!, "fashion-mnist")]);
  const colours = await loadDataset("cifar10-6k");
  for (const [part, each] of [
    [colours.train, 500],
    [colours.test, 100],
  ] as const) {
    const counts = new Array(10).fill(0);
    for (const label of part.arrays.labels) counts[label]++;
    assert.deepEqual(counts, new Array(10).fill(each));
  }
  assert.deepEqual(colours.train.arrays.classes.slice(0, 3), ["airplane", "automobile", "bird"]);
});

test("tables of a mirror have the rows and the classes that they should have", { skip }, async () => {
  const sizes = {
    iris: 150,
    wine: 178,
    "breast-cancer": 569,
    diabetes: 442,
    digits: 1797,
    titanic: 891,
    sunspots: 2820,
  } as const;
  for (const [name, rows] of Object.entries(sizes)) {
    const { table, target } = await loadDataset(name as keyof typeof sizes);
    assert.equal(table.length, rows, name);
    assert.ok(table.columns.has(target), name);
  }
  const { table: cells } = await loadDataset("breast-cancer");
  const diagnoses = cells.texts("diagnosis");
  assert.equal(diagnoses.filter((diagnosis) => diagnosis === "malignant").length, 212);
  const { table: payments } = await loadDataset("creditcard-sample");
  assert.equal(
    payments.numbers("Class").reduce((sum, value) => sum + value, 0),
    492,
  );
  const { table: passengers } = await loadDataset("titanic");
  assert.equal(passengers.numbers("age").filter(Number.isNaN).length, 177);
  const { table: ratings, others } = await loadDataset("movielens-latest-small");
  assert.deepEqual([ratings.length, others.movies!.length, others.tags!.length], [100_836, 9742, 3683]);
});

test("texts of a mirror keep their faults", { skip }, async () => {
  const { texts, labels } = await loadDataset("sms-spam");
  assert.deepEqual([texts.length, labels.reduce((a, b) => a + b)], [5574, 747]);
  assert.equal(texts.length - new Set(texts.map((text, i) => `${labels[i]} ${text}`)).size, 403);
  const reviews = await loadDataset("rt-polarity");
  assert.deepEqual([reviews.texts.length, reviews.labels.reduce((a, b) => a + b)], [10_662, 5331]);
  assert.equal((await loadDataset("tinyshakespeare")).parts.all!.length, 1_115_394);
  assert.equal((await loadDataset("makemore-names")).parts.all!.trim().split("\n").length, 32_033);
});
