import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = await mkdtemp(join(tmpdir(), "loom-"));
after(() => rm(folder, { recursive: true }));
const loom = fileURLToPath(new URL("loom.js", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly result: { readonly metrics: object; readonly steps: number; readonly stopped: boolean };
  readonly errors: string;
}

/** Runs `loom train mlp-digits` for two epochs; `killAt` gets each line it prints and says whether to kill it. */
async function train(
  out: string,
  extra: string[],
  killAt: (line: string) => boolean = () => false,
): Promise<Ended> {
  const words = ["train", "mlp-digits", "--epochs", "2", "--threads", "1", "--json", "--out", out, ...extra];
  const child = spawn(process.execPath, [loom, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stderr.on("data", (part) => {
    errors += part;
  });
  child.stdout.on("data", (part) => {
    output += part;
    if (String(part).trimEnd().split("\n").some(killAt)) child.kill("SIGKILL");
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const last = output.trimEnd().split("\n").at(-1)!;
  return { code, result: code === 0 ? JSON.parse(last) : undefined, errors };
}

test("a run that is killed again and again ends with the weights of one that never was", async () => {
  const whole = await train(join(folder, "whole"), []);
  const out = join(folder, "killed");
  const instants = [
    '"start"',
    '"step":60',
    '"epoch":1,"step":125,"training"',
    '"step":180',
    '"event":"result"',
  ];
  for (const instant of instants) {
    const cut = await train(out, ["--resume"], (line) => line.includes(instant));
    assert.ok(cut.code === null || cut.code === 0, cut.errors);
  }
  const rest = await train(out, ["--resume"]);
  assert.equal(rest.code, 0, rest.errors);
  assert.deepEqual(rest.result.metrics, whole.result.metrics);
  const kept = await readdir(join(out, "checkpoints"));
  assert.ok(kept.length <= 2 && kept.every((name) => name.endsWith(".safetensors")), kept.join());

  const again = await train(out, ["--resume"]);
  assert.deepEqual(
    [again.code, again.result.metrics],
    [0, whole.result.metrics],
    "a run that has ended stays",
  );
});

test("a run goes on only as it was begun, and says what differs", async () => {
  const out = join(folder, "begun");
  await train(out, [], (line) => line.includes('"step":140'));
  const seeded = await train(out, ["--resume", "--seed", "4"]);
  assert.equal(seeded.code, 1);
  assert.match(seeded.errors, /expected seed 0, with which it was begun, got 4\. Leave the option out/);
  const without = await train(join(folder, "x"), ["--resume"].concat("--batch", "0"));
  assert.equal(without.code, 2);

  for (const name of await readdir(join(out, "checkpoints"))) {
    const path = join(out, "checkpoints", name);
    await writeFile(path, (await readFile(path)).subarray(0, 1000));
  }
  const damaged = await train(out, ["--resume"]);
  assert.equal(damaged.code, 1);
  assert.match(damaged.errors, /^Cannot read .*step-000000125\.safetensors: .*\n$/);
});
