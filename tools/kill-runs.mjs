// Kills training runs by SIGKILL at random instants, resumes them until they end, and compares their weights with those
// of a run that was never killed: `node tools/kill-runs.mjs [--runs 100] [--seed 1]`.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
const folder = await mkdtemp(join(tmpdir(), "kill-runs-"));
let state = Number(values.seed) >>> 0;

/** In [0, 1). */
function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

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
let kills = 0;
let wrong = 0;
for (let run = 0; run < Number(values.runs); run++) {
  const out = join(folder, `run-${run}`);
  // The first try is killed for certain; later ones may end.
  let found = await train(out, random() * length);
  while (found === undefined) {
    kills++;
    found = await train(out, random() * 2 * length);
  }
  if (found !== expected) {
    wrong++;
    console.error(`Run ${run} ended with ${found}, expected ${expected}.`);
  }
  await rm(out, { recursive: true });
}
await rm(folder, { recursive: true });
console.log(`${values.runs} runs, ${kills} kills, ${wrong} with other weights (seed ${values.seed})`);
process.exitCode = wrong === 0 ? 0 : 1;
