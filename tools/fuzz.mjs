// Tries random uses of every op, random graphs and random programs, until one fails or the time is over:
//
//   npm run fuzz -- [--minutes 10] [--seed N] [--case WORDS]
//
// Uses and graphs are compared with `reference`; graphs must give the same bits with and without fusion and memory reuse,
// on 1, 2 and 7 threads; programs those of the interpreter. Exit code 0: all well, 1: a case failed, 2: wrong options.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

/** Seconds between two reports, and after which a case that has not ended hangs. */
const reportEvery = 10;
const hangsAfter = 120;

function refuse(what, expected) {
  console.error(`Cannot fuzz with ${what}: expected ${expected}.`);
  process.exit(2);
}

function options() {
  const names = { minutes: { type: "string" }, seed: { type: "string" }, case: { type: "string" } };
  const { tokens } = parseArgs({ options: names, strict: false, tokens: true });
  const values = {};
  for (const { kind, name, value, rawName } of tokens) {
    if (kind !== "option" || !Object.hasOwn(names, name)) {
      refuse(rawName ?? value ?? "--", "--minutes, --seed or --case");
    }
    if (value === undefined) refuse(`${rawName} alone`, "a value after it");
    values[name] = value;
  }
  const minutes = Number(values.minutes ?? 10);
  if (!(minutes > 0 && minutes < 1e5)) {
    refuse(`--minutes ${values.minutes}`, "a number of minutes above 0, such as --minutes 10");
  }
  const seed = Number(values.seed ?? Date.now() % 1e6);
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) {
    refuse(`--seed ${values.seed}`, "a whole number from 0 to 2147483647, such as --seed 1");
  }
  return { minutes, seed, words: values.case };
}

const { minutes, seed, words } = options();
const kinds = { op: "uses of ops", graph: "graphs", program: "programs" };
const tried = { op: 0, graph: 0, program: 0 };
const began = Date.now();
let last;
let lastAt = began;
let failed;

function report() {
  const counts = Object.entries(kinds).map(([kind, what]) => `${tried[kind].toLocaleString("en")} ${what}`);
  console.log(`${Math.round((Date.now() - began) / 1000)} s: tried ${counts.join(", ")}`);
}

if (words === undefined) console.log(`Fuzzing for ${minutes} min from --seed ${seed}`);
const loop = join(import.meta.dirname, "fuzz-cases.mjs");
const end = Math.round(began + minutes * 60_000);
const child = spawn(
  process.execPath,
  [loop, ...(words === undefined ? ["seed", seed, "until", end].map(String) : ["case", words])],
  { stdio: ["ignore", "inherit", "inherit", "pipe"] },
);
createInterface(child.stdio[3]).on("line", (line) => {
  const [word, which, size] = line.split(" ");
  lastAt = Date.now();
  if (word === "failed") failed = which;
  if (word === "done") last = undefined;
  if (word !== "try") return;
  last = which;
  tried[which.split(":")[0]] += Number(size);
});
let reported = began;
const timer = setInterval(() => {
  if (words === undefined && Date.now() - reported >= reportEvery * 1000) {
    reported = Date.now();
    report();
  }
  if (Date.now() - lastAt >= hangsAfter * 1000) child.kill("SIGKILL");
}, 250);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    child.kill("SIGKILL");
    report();
    process.exit(130);
  });
}
child.on("close", (code, signal) => {
  clearInterval(timer);
  if (code === 2) process.exit(2);
  if (words === undefined) report();
  const broken = failed ?? last;
  if (broken === undefined) {
    console.log(words === undefined ? `All well with --seed ${seed}` : `${words} is well`);
    return;
  }
  if (failed === undefined) {
    const hung = signal === "SIGKILL" && Date.now() - lastAt >= hangsAfter * 1000;
    console.error(hung ? `Hung for ${hangsAfter} s` : `Ended by ${signal ?? `exit code ${code}`}`);
  }
  console.error(`Failed: ${broken}. Repeat it with: npm run fuzz -- --case ${broken}`);
  process.exitCode = 1;
});
