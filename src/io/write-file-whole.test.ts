import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { writeFileWhole } from "./write-file-whole.ts";

const folder = await mkdtemp(join(tmpdir(), "whole-"));
after(() => rm(folder, { recursive: true }));

test("replaces the contents and leaves nothing beside the file", async () => {
  const path = join(folder, "a.txt");
  await writeFile(path, "old and longer");
  await writeFileWhole(path, "new");
  assert.equal(await readFile(path, "utf8"), "new");
  assert.deepEqual(await readdir(folder), ["a.txt"]);
});

test("a failed write leaves the old file and no partial one", async () => {
  const path = join(folder, "a.txt");
  await writeFile(path, "old");
  await assert.rejects(writeFileWhole(path, { not: "bytes" } as unknown as string));
  await assert.rejects(writeFileWhole(join(folder, "missing", "a.txt"), "new"));
  assert.equal(await readFile(path, "utf8"), "old");
  assert.deepEqual(await readdir(folder), ["a.txt"]);
});
