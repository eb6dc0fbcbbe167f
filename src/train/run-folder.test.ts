import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { encodeSafetensors } from "../io/index.ts";
import { RunFolder, readRunRecord, readRunWeights } from "./run-folder.ts";

const home = process.cwd();
const folder = await mkdtemp(join(tmpdir(), "runs-"));
before(() => process.chdir(folder));
after(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true });
});

test("runs are numbered, and each folder is made once", async () => {
  const runs = await Promise.all([1, 2, 3].map(() => RunFolder.create("mnist")));
  assert.deepEqual(
    runs.map((run) => run.path).sort(),
    [1, 2, 3].map((i) => join("runs", `mnist-${i}`)),
  );
  await Promise.all(runs.map((run) => run.close()));
});

test("a run's folder holds its record, its events one a line, its weights and its report", async () => {
  const run = await RunFolder.create("x", join(folder, "a", "b"));
  await run.writeRecord({ recipe: "x" });
  await run.addEvent({ event: "start" });
  await run.addEvent({ event: "result", text: "two\nlines" });
  await run.writeWeights(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d));
  await run.writeReport("<html></html>");
  await run.writeRecord({ recipe: "x", result: 1 });
  await run.close();
  const files = await readdir(run.path);
  assert.deepEqual(files.sort(), ["events.jsonl", "model.safetensors", "report.html", "run.json"]);
  assert.deepEqual(await readRunRecord(run.path), { recipe: "x", result: 1 });
  const lines = (await readFile(join(run.path, "events.jsonl"), "utf8")).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).event),
    ["start", "result"],
  );
  assert.equal((await readRunWeights(run.path)).tensors.size, 0);
});

test("a folder with files in it is left alone", async () => {
  const path = join(folder, "full");
  await mkdir(path);
  await writeFile(join(path, "letter.txt"), "dear");
  await assert.rejects(
    RunFolder.create("x", path),
    /Cannot write a run into .*full: expected an empty folder/,
  );
  assert.deepEqual(await readdir(path), ["letter.txt"]);
});

test("what is no run says so", async () => {
  await assert.rejects(
    readRunRecord(join(folder, "nowhere")),
    /Cannot find a run in .*nowhere: expected a folder/,
  );
  const path = join(folder, "odd");
  await mkdir(path);
  for (const text of ["{", "[]", "null"]) {
    await writeFile(join(path, "run.json"), text);
    await assert.rejects(readRunRecord(path), /Cannot read .*run\.json: expected a JSON object/);
  }
});

test("a folder that cannot be made is named, with a way out", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  const inside = join(file, "run");
  await assert.rejects(RunFolder.create("x", inside), /Cannot write a run into .*ENOTDIR.*--out/);
});

test("as many checkpoints stay as are asked for, and the best weights beside them", async () => {
  const run = await RunFolder.create("x", join(folder, "kept"));
  for (const step of [5, 10, 15]) await run.writeCheckpoint(Uint8Array.of(step), step);
  const names = async (): Promise<string[]> => (await readdir(join(run.path, "checkpoints"))).sort();
  assert.deepEqual(await names(), ["step-000000010.safetensors", "step-000000015.safetensors"]);
  for (const step of [20, 25]) await run.writeCheckpoint(Uint8Array.of(step), step, { keep: 3 });
  assert.equal((await names()).length, 3);
  await run.writeCheckpoint(Uint8Array.of(30), 30, { keep: 0 });
  assert.deepEqual(await names(), ["step-000000030.safetensors"]);
  await run.writeBest(Uint8Array.of(1));
  await run.writeBest(Uint8Array.of(2));
  assert.deepEqual([...(await readFile(join(run.path, "best.safetensors")))], [2]);
  await run.close();
});

test("of checkpoints cut short the one before is taken; where none is whole, that is said and all stay", async () => {
  const path = join(folder, "cut");
  const run = await RunFolder.create("x", path);
  await run.writeRecord({ recipe: "x" });
  const whole = encodeSafetensors([["w", { shape: [2], data: Float32Array.of(1, 2) }]]);
  await run.writeCheckpoint(whole, 10);
  await run.addEvent({ event: "step", step: 10 });
  await run.writeCheckpoint(whole.subarray(0, whole.length - 3), 20);
  await run.addEvent({ event: "step", step: 20 });
  await run.close();
  const reopened = await RunFolder.reopen(path);
  await reopened.folder.close();
  assert.deepEqual([...reopened.checkpoint!.tensors.get("w")!.data], [1, 2]);
  assert.deepEqual(reopened.events, [{ event: "step", step: 10 }]);
  const first = join(path, "checkpoints", "step-000000010.safetensors");
  await writeFile(first, whole.subarray(0, 12));
  await assert.rejects(RunFolder.reopen(path), (error: Error) => {
    assert.match(error.message, /^Cannot read [^\n]*step-000000020\.safetensors: [^\n]*\.$/);
    return true;
  });
  assert.equal((await readdir(join(path, "checkpoints"))).length, 2);
});
