import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { writeError } from "./write-error.ts";
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

test("a disk that takes no more is one sentence, and the old file stays", (context) => {
  const path = join(folder, "large.bin");
  const code = `
    import { writeFile, readdir } from "node:fs/promises";
    import { writeFileWhole } from ${JSON.stringify(new URL("./write-file-whole.js", import.meta.url).href)};
    await writeFile(${JSON.stringify(path)}, "old");
    await writeFileWhole(${JSON.stringify(path)}, new Uint8Array(200_000)).catch((error) => console.log(error.message));
    console.log((await readdir(${JSON.stringify(folder)})).filter((name) => name.startsWith("large")).join());
  `;
  const { stdout, status } = spawnSync(
    "bash",
    ["-c", 'ulimit -f 64 && exec "$@"', "bash", process.execPath, "--input-type=module", "-e", code],
    {
      encoding: "utf8",
    },
  );
  if (status !== 0) return context.skip("no bash whose ulimit can bound files");
  assert.equal(
    stdout,
    `Cannot write ${path}: expected that files may grow so large, got a limit that forbids it (EFBIG). Raise it (ulimit -f), and try again.\nlarge.bin\n`,
  );
});

test("what the file system says becomes a sentence with a way out", async () => {
  await assert.rejects(
    writeFileWhole(join(folder, "missing", "a.txt"), "new"),
    /^Error: Cannot write .*a\.txt: expected its folder to be there, got none \(ENOENT\)\. Make it, and try again\.$/,
  );
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  assert.match(
    (writeError("x", full) as Error).message,
    /^Cannot write x: expected room on the disk, got none \(ENOSPC\)\. Free some, and try again\.$/,
  );
  const other = new TypeError("something else");
  assert.equal(writeError("x", other), other);
});
