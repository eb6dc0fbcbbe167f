// Enforces the floors: a file of src/ imports lower floors and its own folder, never a neighbour or a floor above.
//
//   node tools/check-floors.mjs
//
// A backend is a folder of its own: reference and cpu do not see each other, nor do cpu/wasm, cpu/x64 and cpu/arm64,
// which share what lies in cpu/ itself, and the latter two what lies in cpu/native. Tests, and the files that only tests import, may besides use their neighbours, and
// from floor 3 upwards the runtime and the backends: a compiler is proved by running what it wrote. Floors under
// the backends name none of them.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import {
  codeOnly,
  importsOf,
  lineOf,
  report,
  servesTests,
  sources,
  withoutComments,
} from "./source-files.mjs";

const floors = [
  ["base"],
  ["graph"],
  ["ops"],
  ["autodiff", "compiler"],
  ["runtime"],
  ["backends", "tensor"],
  ["nn", "losses", "optim", "metrics", "io"],
  ["text", "image", "audio", "preprocessing", "baselines"],
  ["data"],
  ["models", "train"],
  ["tasks"],
  ["recipes"],
  ["cli"],
];
const backendsFloor = floors.findIndex((folders) => folders.includes("backends"));
const lowestWithRuns = floors.findIndex((folders) => folders.includes("compiler"));
const top = floors.length;
const native = "backends/cpu/native";
/** Backends that emit machine code. */
const natives = ["backends/cpu/x64", "backends/cpu/arm64"];

/** Where a file of src/ lives: its floor, and the folder that is closed to its neighbours. */
function placeOf(path) {
  const parts = path.split("/").slice(1, -1);
  if (parts.length === 0) return { floor: top, unit: "src" };
  const floor = floors.findIndex((folders) => folders.includes(parts[0]));
  const depth = parts[0] !== "backends" ? 1 : parts[1] === "cpu" ? 3 : 2;
  return { floor, unit: parts.slice(0, depth).join("/") };
}

/** Why a file may not import another, or undefined when it may. */
function refusal(path, target) {
  const from = placeOf(path);
  const to = placeOf(target);
  const test = servesTests(path);
  if (!test && servesTests(target)) return "a file that only tests may import";
  if (from.floor === top) return undefined;
  if (to.floor === top) return test ? undefined : "the top";
  if (from.unit === to.unit || to.floor < from.floor) return undefined;
  if (from.floor === to.floor && from.unit.startsWith(`${to.unit}/`)) return undefined;
  if (to.unit === native && natives.includes(from.unit)) return undefined;
  if (test && to.floor === from.floor) return undefined;
  if (test && ["runtime", "backends"].includes(target.split("/")[1]) && from.floor >= lowestWithRuns)
    return undefined;
  if (to.floor > from.floor) return `floor ${to.floor}`;
  return `a neighbour on floor ${to.floor}`;
}

const offences = [];
let imports = 0;
const all = sources();
for (const { path, text } of all) {
  const { floor, unit } = placeOf(path);
  if (floor < 0) {
    offences.push(`${path}: the folder src/${unit} has no floor. Give it one in tools/check-floors.mjs.`);
    continue;
  }
  for (const { specifier, index } of importsOf(text)) {
    const place = `${path}:${lineOf(text, index)}`;
    if (!specifier.startsWith(".")) continue;
    imports++;
    const target = join(dirname(path), specifier);
    if (!target.startsWith("src/")) {
      offences.push(`${place} imports ${specifier}, which lies outside src/`);
    } else if (!existsSync(target)) {
      offences.push(`${place} imports ${specifier}: there is no ${target}`);
    } else {
      const why = refusal(path, target);
      if (why !== undefined)
        offences.push(`${place} imports ${target} (${why}) from floor ${floor} (${unit})`);
    }
  }
  if (floor < backendsFloor && !servesTests(path)) offences.push(...backendsNamed(path, text));
}

/** Floors under the backends know none by name, in an identifier or in a string. */
function backendsNamed(path, text) {
  const named = new Map();
  for (const found of codeOnly(text).matchAll(/\w*(?:wasm|x64|arm64|webgpu)\w*/gi))
    named.set(found.index, found[0]);
  for (const found of withoutComments(text).matchAll(/["'`](reference|native|wasm|x64|arm64|webgpu)["'`]/g)) {
    named.set(found.index, found[1]);
  }
  return [...named].map(
    ([index, name]) =>
      `${path}:${lineOf(text, index)} names the backend "${name}" below floor ${backendsFloor}`,
  );
}

report("floors", offences, `${all.length} files, ${imports} imports`);
