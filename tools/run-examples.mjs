// Runs each file of examples/ as a reader would, and fails where one does: `node tools/run-examples.mjs [name …]`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { filesUnder, report } from "./source-files.mjs";

if (!existsSync("dist/index.js")) {
  console.error('examples: the package is not built. Run "npm run build" first.');
  process.exit(2);
}
const wanted = process.argv.slice(2);
const files = filesUnder("examples", ".mjs").filter(
  (path) => wanted.length === 0 || wanted.some((part) => path.includes(part)),
);
const offences = files.length === 0 ? [`No example matches ${wanted.join(", ") || "examples/*.mjs"}.`] : [];
for (const file of files) {
  const begun = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: "utf8",
    timeout: 120_000,
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${file}: ${status === 0 ? `${seconds} s` : "failed"}`);
  if (status !== 0) offences.push(`${file}: exit code ${status ?? signal}\n${stdout}${stderr}`.trim());
}
report("examples", offences, `${files.length} examples`);
