import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = await mkdtemp(join(tmpdir(), "disk-full-"));
after(() => rm(folder, { recursive: true }));

const loom = fileURLToPath(new URL("./loom.js", import.meta.url));

/** Trains in a process that may not write files of more than so many kilobytes. */
function train(out: string, kilobytes: number | "unlimited") {
  const words = [
    "train",
    "mlp-digits",
    "--epochs",
    "2",
    "--threads",
    "1",
    "--json",
    "--resume",
    "--out",
    out,
  ];
  const limited = `ulimit -f ${kilobytes} && exec "$@"`;
  return spawnSync("bash", ["-c", limited, "bash", process.execPath, loom, ...words], { encoding: "utf8" });
}

const skip = spawnSync("bash", ["-c", "ulimit -f 64"]).status !== 0 && "no bash whose ulimit can bound files";

test("a disk that takes no more ends a run with a sentence, and it goes on to the same weights", {
  skip,
}, async () => {
  const hash = (stdout: string): string =>
    JSON.parse(stdout.trimEnd().split("\n").at(-1)!).metrics.weightsSha256;
  const expected = hash(train(join(folder, "whole"), "unlimited").stdout);
  const out = join(folder, "cut");
  // Room for the record and the events, and none for a checkpoint.
  const { status, stderr } = train(out, 300);
  assert.notEqual(status, 0);
  assert.match(
    stderr,
    /Cannot write \S+step-\d+\.safetensors: expected that files may grow so large, got a limit/,
  );
  assert.ok(!/\n\s+at /.test(stderr), stderr);
  const left = (await readdir(out, { recursive: true })).map(String);
  assert.ok(left.includes("run.json") && !left.some((name) => name.endsWith(".partial")), left.join());
  const again = train(out, "unlimited");
  assert.equal(again.status, 0, again.stderr);
  assert.equal(hash(again.stdout), expected);
});
