// Runs the fast form of every recipe, and fails if one misses its figures:
//
//   node tools/fast-recipes.mjs [name …]
//
// Two run at a time, with one thread each; figures do not depend on that. Recipes whose data are not on this computer are
// named and left out: TENSORLOOM_DATA says where they are.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datasets } from "../dist/data/index.js";
import { recipes } from "../dist/recipes/index.js";

const folder = await mkdtemp(join(tmpdir(), "fast-"));
const wanted = process.argv.slice(2);
const waiting = [...recipes.values()].filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const began = performance.now();
let [missed, absent] = [0, 0];

async function work() {
  for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift()) {
    const data = recipe.fast.data ?? recipe.data;
    if (data !== undefined && !(await isHere(data))) {
      absent++;
      console.log(`- ${recipe.name}: left out, ${data} is not on this computer`);
      continue;
    }
    const started = performance.now();
    const { code, result, errors } = await train(recipe.name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const ok = code === 0 && result?.reached === true;
    if (!ok) missed++;
    const { weightsSha256, ...figures } = result?.metrics ?? {};
    const told = Object.entries(figures).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
    const goal = JSON.stringify(result?.targets ?? recipe.fast.targets);
    console.log(
      `${ok ? "✓" : "✗"} ${recipe.name}: ${told.join(", ")} (${seconds} s)${ok ? "" : ` of ${goal}\n${errors}`}`,
    );
  }
}

function train(name) {
  return new Promise((resolve) => {
    const words = ["train", name, "--fast", "--json", "--threads", "1", "--out", join(folder, name)];
    const child = spawn(process.execPath, ["dist/cli/loom.js", ...words], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, errors] = ["", ""];
    child.stdout.on("data", (part) => (out += part));
    child.stderr.on("data", (part) => (errors += part));
    child.on("close", (code) => {
      const last = out.trimEnd().split("\n").at(-1);
      const result = last?.startsWith('{"event":"result"') ? JSON.parse(last) : undefined;
      resolve({ code, result, errors });
    });
  });
}

async function isHere(name) {
  return datasets
    .get(name)
    .load()
    .then(
      () => true,
      (error) => {
        if (/ was not found in /.test(error.message)) return false;
        throw error;
      },
    );
}

await Promise.all([work(), work()]);
await rm(folder, { recursive: true });
const left = absent > 0 ? `, ${absent} left out` : "";
console.log(
  `${missed === 0 ? "All reached their figures" : `${missed} missed`}${left}: ${((performance.now() - began) / 1000).toFixed(0)} s.`,
);
process.exitCode = missed === 0 ? 0 : 1;
