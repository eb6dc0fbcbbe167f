// Runs every checker, also after one that fails, and tells in the end which did: `npm run check`, after a build.
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const checkers = [
  ["biome", [join("node_modules", "@biomejs", "biome", "bin", "biome"), "check", "."]],
  ["floors", ["tools/check-floors.mjs"]],
  ["files", ["tools/check-files.mjs"]],
  ["docs", ["tools/check-docs.mjs"]],
  ["catalogue", ["tools/catalogue.mjs", "--check"]],
  ["results", ["tools/results.mjs", "--check"]],
  ["architecture", ["tools/life.mjs", "--check"]],
  ["snippets", ["tools/check-snippets.mjs"]],
  ["examples", ["tools/run-examples.mjs"]],
];
const failed = checkers.filter(
  ([, words]) => spawnSync(process.execPath, words, { stdio: "inherit" }).status !== 0,
);
if (failed.length > 0) {
  console.error(`Failed: ${failed.map(([name]) => name).join(", ")}.`);
  process.exitCode = 1;
}
