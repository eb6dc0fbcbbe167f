// What the recipes reach: docs/results.md, from the runs kept in docs/results/.
//
//   node tools/results.mjs run <recipe> [--seeds 0,1,2] [option of loom train …]
//   node tools/results.mjs            writes the page
//   node tools/results.mjs --check    fails if the page is another
//
// `run` trains a recipe once a seed and keeps the results in docs/results/<recipe>.json, beside those of other seeds.
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { recipes } from "../dist/recipes/index.js";
import { formatMetric, formatTarget } from "../dist/train/index.js";

const page = "docs/results.md";
const folder = "docs/results";

/** Trains a recipe once a seed. Throws: Error if a run fails. */
function run(name, words) {
  const at = words.indexOf("--seeds");
  const seeds = at < 0 ? [0, 1, 2] : words.splice(at, 2)[1].split(",").map(Number);
  const temporary = mkdtempSync(join(tmpdir(), "results-"));
  const made = {
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model.trim(),
    node: process.version,
  };
  for (const seed of seeds) {
    const busy = loadavg()[0] > 0.5;
    const out = join(temporary, String(seed));
    const said = [
      "dist/cli/loom.js",
      "train",
      name,
      "--seed",
      String(seed),
      "--json",
      "--out",
      out,
      ...words,
    ];
    const { status, stdout } = spawnSync(process.execPath, said, {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (status !== 0) throw new Error(`Cannot keep a run of ${name} that ended with exit code ${status}.`);
    const { metrics, targets, reached, steps, seconds, peakMemory, device, threads, data } = JSON.parse(
      stdout.trimEnd().split("\n").at(-1),
    );
    console.log(
      `${name}, seed ${seed}: ${JSON.stringify(metrics)} ${reached ? "reached" : "MISSED"}, ${seconds.toFixed(0)} s`,
    );
    keep(
      name,
      words.filter((word, i) => word !== "--threads" && words[i - 1] !== "--threads"),
      {
        ...{ seed, metrics, targets, reached, steps, seconds, peakMemory, device, threads, data, busy },
        ...made,
      },
    );
  }
  rmSync(temporary, { recursive: true });
}

/** Puts a run among those of the same options, in the place of the same seed's. */
function keep(recipe, options, run) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${recipe}.json`);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { options, runs: [] };
  const others = String(before.options) === String(options) ? before.runs : [];
  const runs = [...others.filter(({ seed }) => seed !== run.seed), run].sort((a, b) => a.seed - b.seed);
  writeFileSync(file, `${JSON.stringify({ recipe, options, runs }, null, 2)}\n`);
}

/** The page of all results that are kept. */
function written() {
  const kept = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
      .map((one) => [one.recipe, one]),
  );
  const lines = [];
  let family = "";
  for (const recipe of recipes.values()) {
    const one = kept.get(recipe.name);
    if (one === undefined) continue;
    if (recipe.family !== family) {
      family = recipe.family;
      lines.push("", `## ${family.replace(/^./, (letter) => letter.toUpperCase())}`, "", ...head);
    }
    lines.push(row(recipe, one));
  }
  return `${intro}${lines.join("\n")}\n${outro}`;
}

const head = [
  "| recipe | data | must reach | worst of the seeds | mean | seeds | a run | memory | run on | command |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];

function row(recipe, { options, runs }) {
  const { targets, data, device } = runs[0];
  const watched = targets.map(({ metric }) => metric);
  const values = (metric) => runs.map(({ metrics }) => metrics[metric]);
  const worst = targets.map((target) => {
    const all = values(target.metric);
    return `${target.metric} ${formatMetric(target.metric, "atLeast" in target ? Math.min(...all) : Math.max(...all))}`;
  });
  const mean = watched.map((metric) =>
    formatMetric(
      metric,
      values(metric).reduce((sum, value) => sum + value / runs.length, 0),
    ),
  );
  const seconds = runs.map((one) => one.seconds);
  const memory = Math.max(...runs.map(({ peakMemory }) => peakMemory)) / 2 ** 20;
  const cells = [
    `\`${recipe.name}\``,
    data.startsWith("made by") ? "made by the recipe" : `\`${data}\``,
    targets.map(formatTarget).join(", "),
    `${worst.join(", ")}${runs.every(({ reached }) => reached) ? "" : " **(missed)**"}`,
    mean.join(", "),
    runs.map(({ seed }) => seed).join(", "),
    `${[...new Set([Math.min(...seconds), Math.max(...seconds)].map(Math.round))].join("–")} s${runs.some(({ busy }) => busy) ? " (busy)" : ""}`,
    `${Math.round(memory)} MiB`,
    [device, ...new Set(runs.map(({ commit, date }) => `${commit}, ${date}`))].join(", "),
    `\`loom train ${[recipe.name, ...options, "--seed", runs[0].seed].join(" ")}\``,
  ];
  return `| ${cells.join(" | ")} |`;
}

const intro = `<!-- Written by tools/results.mjs from docs/results/. -->
# Results

What the recipes reach on held-out data, with the commands that repeat it; the worst of the seeds counts. Figures depend
on recipe, settings, data, seed and device only, not on threads or the machine. A run's time is of training with the
evaluation after each epoch, on two cores of an AMD EPYC or, where it says busy, on cores that had other work to do.
\`docs/results/\` has each run's figures with the SHA-256 of its weights, and the recipe's file says where the figure that it
must reach comes from.
`;

const outro = `
## The held-out digits

\`mnist-10k\` is the first 10,000 training digits of MNIST, split once and for all by \`tools/make-digits.mjs\`: of each
class a fifth is held out. No digit occurs twice. No setting may be chosen by looking at single held-out digits; the
full test set (\`--data mnist\`) is disjoint from all of them. The settings of \`mnist\` were chosen on these same 2,000 held-out
digits, with two of the seeds, so its figure is slightly favourable.
`;

const [first, name, ...words] = process.argv.slice(2);
if (first === "run") {
  if (!recipes.has(name)) {
    console.error(`Cannot run ${name}: expected a recipe, one of ${[...recipes.keys()].join(", ")}.`);
    process.exit(2);
  }
  run(name, words);
} else if (first === "--check") {
  if (readFileSync(page, "utf8") !== written()) {
    console.error(`${page} does not show the runs in ${folder}/: run node tools/results.mjs.`);
    process.exit(1);
  }
  console.log("results: show the runs that are kept.");
} else writeFileSync(page, written());
