import assert from "node:assert/strict";
import { before, test } from "node:test";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

before(registerDevices);

async function bench(...words: string[]) {
  let out = "";
  let err = "";
  const code = await main(["bench", ...words], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment: {},
  });
  return { code, out, err };
}

const quick = ["--only", "product-batched,adam", "--seconds", "0.01", "--device", "wasm"];

test("the table has a line for each workload, with times and shares", async () => {
  const { code, out, err } = await bench(...quick);
  assert.deepEqual([code, err], [0, ""]);
  const [about, head, ...rows] = out.trimEnd().split("\n");
  assert.match(about!, /^Tensorloom \d+\.\d+\.\d+, Node v\d+.*, \d+ cores, \d{4}-\d\d-\d\d$/);
  assert.match(head!, /^ +wasm( +wasm ×\d+)? +one core at best$/);
  assert.equal(rows.length, 2);
  assert.match(rows[0]!, /^product 32 × 64³ +[\d.]+ ms +\d+ %( +[\d.]+ ms +\d+ %)? +[\d.]+ GFLOPS$/);
  assert.match(rows[1]!, /^adam of 1024² +[\d.]+ ms +\d+ %( +[\d.]+ ms +\d+ %)? +[\d.]+ GB\/s$/);
});

test("--json prints one line with every figure", async () => {
  const { code, out, err } = await bench(...quick, "--json");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^[^\n]+\n$/);
  const { event, processor, results } = JSON.parse(out);
  assert.equal(event, "result");
  assert.equal(typeof processor, "string");
  assert.deepEqual(Object.keys(results), ["product-batched", "adam"]);
  const { outcomes, rounds, limits } = results["product-batched"];
  assert.ok(rounds >= 5);
  assert.ok(limits.peak.low <= limits.peak.median && limits.peak.median <= limits.peak.high);
  assert.equal(outcomes[0].name, "wasm");
  for (const part of ["milliseconds", "share"]) assert.ok(outcomes[0][part].median > 0, part);
  for (const other of outcomes.slice(1)) {
    assert.ok(outcomes[0].timesAsFastAs[other.name].median > 0, other.name);
  }
});
