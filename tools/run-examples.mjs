// Runs each file of examples/ as a reader would: `node tools/run-examples.mjs [--write] [name …]`.
//
// What an example prints is shown in examples/README.md, in a ```text block under the heading that links to it, and
// must be that; --write renews it. Pages are opened in headless Chromium, where there is one.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { filesUnder, report } from "./source-files.mjs";

const readme = "examples/README.md";
/** What each page shows once it has done its work. */
const pages = {
  "examples/browser/index.html": /step \d+ of 6000 · loss [\d.e-]+ · \d+ steps\/s · wasm/,
  "examples/predict-in-a-page/index.html": /<output id="answer">7<\/output>/,
};

if (!existsSync("dist/index.js")) {
  console.error('examples: the package is not built. Run "npm run build" first.');
  process.exit(2);
}
const wanted = process.argv.slice(2).filter((word) => word !== "--write");
const isWanted = (path) => wanted.length === 0 || wanted.some((part) => path.includes(part));
const files = filesUnder("examples", ".mjs").filter(isWanted);
const pagesWanted = filesUnder("examples", ".html").filter(isWanted);
const offences = [];
if (files.length + pagesWanted.length === 0) {
  offences.push(`No example matches ${wanted.join(", ") || "examples/*.mjs"}.`);
}
let text = readFileSync(readme, "utf8");
for (const file of files) runFile(file);
if (process.argv.includes("--write")) writeFileSync(readme, text);
if (pagesWanted.length > 0) await openPages();
report("examples", offences, `${files.length + pagesWanted.length} examples`);

function runFile(file) {
  const begun = performance.now();
  const options = { encoding: "utf8", timeout: 120_000 };
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], options);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${file}: ${status === 0 ? `${seconds} s` : "failed"}`);
  if (status !== 0) offences.push(`${file}: exit code ${status ?? signal}\n${stdout}${stderr}`.trim());
  else compareWithReadme(file, `\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n`);
}

/** The section of an example reaches from its heading to the next one, and ends with what it prints. */
function compareWithReadme(file, shown) {
  const heading = new RegExp(
    `^## .*\\(${file.slice("examples/".length)}\\)\\n[^#]*?\\n(?=\`\`\`text|## )`,
    "m",
  );
  const found = heading.exec(text);
  if (found === null) {
    offences.push(`${readme}: no section with a heading that links to ${file}. Add one.`);
    return;
  }
  const start = found.index + found[0].length;
  const end = text.startsWith("```text", start) ? text.indexOf("\n```\n", start) + "\n```\n".length : start;
  const before = text.slice(start, end);
  if (before === shown) return;
  if (process.argv.includes("--write")) {
    const gap = before === "" ? "\n" : "";
    text = text.slice(0, start) + shown + gap + text.slice(end);
  } else offences.push(`${readme}: ${file} prints\n${shown}instead of\n${before}`);
}

/** Opens pages one after another and looks for what they show in the end. */
async function openPages() {
  const chromium = ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (chromium === undefined) {
    console.log(`${pagesWanted.join(", ")}: skipped, no Chromium on PATH`);
    return;
  }
  const server = spawn(process.execPath, ["examples/browser/serve.js", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(server.stdout, "data");
    const { origin } = new URL(String(line).trim());
    for (const page of pagesWanted) {
      const url = `${origin}/${page}`;
      const words = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=10000",
        "--dump-dom",
        url,
      ];
      const { stdout } = spawnSync(chromium, words, { encoding: "utf8", timeout: 60_000 });
      const well = pages[page]?.test(stdout);
      console.log(`${page}: ${well ? "shows what it should" : "failed"}`);
      if (!well) offences.push(`${page}: expected ${pages[page]}, got\n${stdout}`);
    }
  } finally {
    server.kill();
  }
}
