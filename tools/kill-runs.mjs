// Kills training runs by SIGKILL at random instants, resumes them until they end, and compares their weights with those
// of a run that was never killed: `node tools/kill-runs.mjs [--runs 100] [--from 0] [--seed 1]`. A run's kills depend on
// the seed and its number only, so that a hundred can be done in slices: `--from 40 --runs 20`.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "../dist/base/random.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100" },
    from: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
  },
});
const folder = await mkdtemp(join(tmpdir(), "kill-runs-"));
async function train(out, killAfter) {
  const words = [
    "train",
    "mlp-digits",
    "--epochs",
    "2",
    "--threads",
    "1",
    "--json",
    "--out",
    out,
    "--resume",
  ];
  const child = spawn(process.execPath, ["dist/cli/loom.js", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  child.stderr.on("data", (part) => {
    errors += part;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  if (code !== 0 && code !== null) throw new Error(`loom ended with ${code}: ${errors}`);
  return code === null ? undefined : JSON.parse(output.trimEnd().split("\n").at(-1)).metrics.weightsSha256;
}

const began = performance.now();
const expected = await train(join(folder, "whole"));
const length = performance.now() - began;
const from = Number(values.from);
const to = from + Number(values.runs);
let kills = 0;
let wrong = 0;
for (let run = from; run < to; run++) {
  const random = new Random(Number(values.seed) * 2 ** 32 + run);
  const out = join(folder, `run-${run}`);
  // The first try is killed for certain; later ones may end.
  let found = await train(out, random.uniform(0, length));
  while (found === undefined) {
    kills++;
    found = await train(out, random.uniform(0, 2 * length));
  }
  if (found !== expected) {
    wrong++;
    console.error(`Run ${run} ended with ${found}, expected ${expected}.`);
  }
  await rm(out, { recursive: true });
}
await rm(folder, { recursive: true });
console.log(
  `runs ${from} to ${to - 1}: ${kills} kills, ${wrong} with other weights than ${expected} (seed ${values.seed})`,
);
process.exitCode = wrong === 0 ? 0 : 1;
