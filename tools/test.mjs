// Runs every built test file, and those of the tools, with Node's runner: `node tools/test.mjs [part of a path …]`.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

const wanted = process.argv.slice(2);
const files = readdirSync("dist", { recursive: true })
  .map((name) => join("dist", String(name)))
  .filter((name) => name.endsWith(".test.js"))
  .concat(["tools/checkers.test.mjs", "tools/fuzz.test.mjs"])
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(
    `No test file matches ${wanted.join(", ") || "dist/**/*.test.js"}: run "npm run build" first.`,
  );
  process.exit(2);
}
run({ files: files.map((file) => join(process.cwd(), file)), concurrency: 2, timeout: 600_000 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
