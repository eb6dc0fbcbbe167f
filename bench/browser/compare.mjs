// Tensorloom beside tfjs and jax-js in headless Chromium, each with its own threads: see ../README.md.
//
//   node browser/compare.mjs [--only product,mlp-256] [--seconds 5] [--json]
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { compareOn } from "../../dist/cli/bench/compare.js";
import { limitThreads } from "../../dist/cli/bench/limits.js";
import { machine } from "../../dist/cli/bench/machine.js";
import { readOptions, refuse } from "../options.mjs";
import { printComparison, shortened } from "../tell.mjs";
import { workloads } from "../workloads.mjs";

const options = readOptions({
  only: { type: "string", default: "product,mlp-256" },
  seconds: { type: "string", default: "5", number: true },
  json: { type: "boolean", default: false },
});
const { chromium } = await import("playwright-core").catch(() =>
  refuse("expected the package playwright-core, got none. Run npm ci in bench/"),
);
const threads = availableParallelism();
const root = fileURLToPath(new URL("../../", import.meta.url));
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url, "http://localhost").pathname);
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
  try {
    const content = await readFile(join(root, path));
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/plain" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // A page that is not looked at must be as quick as one that is.
  args: ["--no-sandbox", "--disable-background-timer-throttling", "--disable-renderer-backgrounding"],
});
const limits = [1, threads].flatMap((count) => limitThreads(count, false));
try {
  const contestants = [
    await inPage("tensorloom", 1),
    await inPage("tensorloom", threads),
    await inPage("tfjs-wasm", threads),
    await inPage("jax-js-jit", threads),
  ];
  const about = { ...machine(), browser: `Chromium ${browser.version()}` };
  if (!options.json) console.log(`${about.browser}, ${about.processor}, ${threads} cores, ${about.date}\n`);
  const results = {};
  for (const name of options.only.split(",")) {
    const make = workloads.get(name);
    if (make === undefined) {
      refuse(`expected some of ${[...workloads.keys()].join(", ")} after --only, got "${name}"`);
    }
    // Pages make the workload themselves; here only its name and what it is measured by matter.
    const workload = { ...(await make()), tensors: {}, id: name };
    results[name] = await compareOn(workload, contestants, limits, { seconds: options.seconds });
    if (!options.json) printComparison(results[name], 2);
  }
  if (options.json) console.log(JSON.stringify({ ...about, results }, shortened));
} finally {
  for (const { close } of limits) await close();
  await browser.close();
  server.close();
}

/** A contestant in a page, and so in a process, of its own. */
async function inPage(library, count) {
  const name = count === 1 ? library : `${library} ×${count}`;
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
  await page.goto(
    `http://127.0.0.1:${server.address().port}/bench/browser/page.html?name=${library}&threads=${count}`,
  );
  await page.evaluate(() => globalThis.started);
  const ask = (request) => page.evaluate((asked) => globalThis.ask(asked), request);
  const entry = {
    name,
    result: () => ask({ ask: "result" }),
    time: (repeats) => ask({ ask: "time", repeats }),
    close: () => ask({ ask: "close" }),
  };
  return {
    name,
    threads: count,
    prepare: async ({ id }) => ((await ask({ ask: "prepare", workload: id })) ? entry : undefined),
  };
}
