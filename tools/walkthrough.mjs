// Walks through docs/first-ten-minutes.md as its reader does, in an empty folder that leads to this repository: writes
// the files that it shows, runs its commands, and compares what they print with what it says they print.
//
//   npm run build && node tools/walkthrough.mjs
//
// A ```sh block is run, one fenced as ```sh interrupt gets Ctrl-C after its first epoch, and a ```js file=name block is
// written to that file. A ```text block right after a command is what it prints: numbers and a processor's instructions may differ, words may not,
// and … stands for any lines.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pages } from "./markdown.mjs";
import { report } from "./source-files.mjs";

const path = "docs/first-ten-minutes.md";
const loom = `${process.execPath} ${resolve("dist/cli/loom.js")}`;
const offences = [];
let commands = 0;

const folder = mkdtempSync(join(tmpdir(), "walkthrough-"));
try {
  for (const name of ["package.json", "dist", "assets", "docs", "node_modules"]) {
    symlinkSync(resolve(name), join(folder, name));
  }
  const { blocks } = pages("docs").find((page) => page.path === path);
  for (const [i, block] of blocks.entries()) {
    const file = block.words.find((word) => word.startsWith("file="))?.slice("file=".length);
    if (file !== undefined) writeFileSync(join(folder, file), block.lines.join("\n"));
    if (block.language !== "sh") continue;
    let printed = "";
    for (const command of block.lines.filter((line) => line !== "npm ci")) {
      printed += await run(command, block.words.includes("interrupt"));
      commands++;
    }
    const shown = blocks[i + 1];
    if (shown?.language === "text" && !pattern(shown.lines).test(masked(printed))) {
      offences.push(`${path}:${shown.line}: printed\n${printed}instead of\n${shown.lines.join("\n")}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report("walkthrough", offences, `${commands} commands of ${path}`);

/** What a command prints, on both channels. */
async function run(command, interrupted) {
  const words = `exec ${command.replace(/^npx loom /, `${loom} `).replace(/^node /, `${process.execPath} `)} 2>&1`;
  const child = spawn("bash", ["-c", words], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  let waits = interrupted;
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text;
    if (!waits || !printed.includes("\nepoch 1/")) return;
    waits = false;
    child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  if (code !== 0 && !interrupted)
    offences.push(`${path}: "${command}" ended with exit code ${code}\n${printed}`);
  return printed;
}

/** Without what depends on the computer: numbers, the lengths of bars, the set of instructions. */
function masked(text) {
  return text
    .replace(/[\d.,]*\d/g, "#")
    .replace(/ *█* +(?=# %)/g, " ")
    .replace(/AVX-?#/g, "AVX")
    .replace(/AVX(, AVX|, FMA)+/g, "AVX");
}

function pattern(lines) {
  const parts = lines
    .join("\n")
    .split(/^…$/m)
    .map((part) => masked(part).replace(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
  return new RegExp(`^${parts.join("[\\s\\S]*")}\\s*$`);
}
