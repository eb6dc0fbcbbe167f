import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createWasmDevice } from "./backends/cpu/wasm/device.ts";
import { nodePlatform } from "./backends/cpu/wasm/pool.ts";
import { type BrowserResult, trainedWeights } from "./browser.test.fixture.ts";
import { useDevice } from "./runtime/device-registry.ts";

const dist = fileURLToPath(new URL(".", import.meta.url));
const chromium = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find((path) => existsSync(path));
const skip = chromium === undefined && "no Chromium on PATH";

/** The statically imported modules that a file of the package reaches, itself included. */
function reached(entry: string): Map<string, string> {
  const found = new Map<string, string>();
  const open = [join(dist, entry)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const code = readFileSync(path, "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
    found.set(path, code);
    for (const [, specifier] of code.matchAll(/^(?:import|export)\b(?:[^"';]*\bfrom)?\s*"([^"]+)"/gm)) {
      assert.match(specifier!, /^\./, `${path} imports ${specifier}`);
      open.push(join(path, "..", specifier!));
    }
  }
  return found;
}

test("what a page loads is in the package alone and asks nothing of Node", () => {
  for (const entry of ["browser.js", "nn/index.js", "losses/index.js", "optim/index.js"]) {
    for (const [path, code] of reached(entry)) {
      assert.doesNotMatch(code, /(?<!globalThis\.)\b(process\.|Buffer\.|require\(|__dirname)/, path);
    }
  }
  assert.ok(reached("browser.js").size > 50);
  reached("backends/cpu/wasm/browser-worker.js");
});

const importMap = JSON.stringify({ imports: { tensorloom: "/dist/browser.js" } });
const report = `const report = async (promise) => {
  let answer;
  try { answer = { result: await promise }; } catch (error) { answer = { error: error.stack }; }
  await fetch("/result", { method: "POST", body: JSON.stringify(answer) });
};`;
const body = `
import { deviceNames } from "MAIN";
import { browserPlatform } from "/dist/backends/cpu/wasm/browser-pool.js";
import { runInBrowser } from "/dist/browser.test.fixture.js";
${report}
if (deviceNames()[0] !== "wasm") throw new Error("There is no WebAssembly device.");
report(runInBrowser(browserPlatform()));`;
const html = (code: string): string => `<!doctype html><title>test</title>
<script type="importmap">${importMap}</script>
<script>${report} onerror = (message) => report(Promise.reject(new Error(message)));</script>
<script type="module">${code}</script>`;
const pages: Record<string, readonly [string, string]> = {
  "/page": ["text/html", html(body.replace("MAIN", "tensorloom"))],
  "/worker-page": [
    "text/html",
    html(`const worker = new Worker("/worker.js", { type: "module" });
worker.onerror = (event) => report(Promise.reject(new Error("worker: " + event.message)));`),
  ],
  "/worker.js": ["text/javascript", body.replace("MAIN", "/dist/browser.js")],
};

/** Opens a page in a fresh headless browser and gives what it posts to /result. */
async function resultOf(page: string, isolated: boolean): Promise<BrowserResult> {
  let resolve: (result: BrowserResult) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<BrowserResult>((...settle) => ([resolve, reject] = settle));
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    if (path === "/result") {
      let text = "";
      request.setEncoding("utf8").on("data", (part: string) => (text += part));
      request.on("end", () => {
        response.end();
        const { result, error } = JSON.parse(text) as { result?: BrowserResult; error?: string };
        if (result === undefined) reject(new Error(`In the page: ${error}`));
        else resolve(result);
      });
      return;
    }
    const file = path.startsWith("/dist/") ? join(dist, path.slice("/dist/".length)) : "";
    const [type, content] =
      pages[path] ??
      (file.startsWith(dist) && file.endsWith(".js") && existsSync(file)
        ? ["text/javascript", readFileSync(file, "utf8")]
        : ["text/plain", undefined]);
    response.writeHead(content === undefined ? 404 : 200, { "Content-Type": type });
    response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), "tensorloom-browser-"));
  const flags =
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
    "--disable-component-update --disable-sync --disable-dev-shm-usage";
  const browser = spawn(
    chromium!,
    [
      ...flags.split(" "),
      `--user-data-dir=${profile}`,
      "--remote-debugging-port=0",
      `http://127.0.0.1:${port}${page}`,
    ],
    // A group of its own: the browser's command may be a script, and it has children.
    { stdio: "ignore", detached: true },
  );
  const exited = new Promise<void>((ended) => browser.once("exit", () => ended()));
  browser.once("error", reject);
  browser.once("exit", (code) => reject(new Error(`${chromium} ended early with exit code ${code}.`)));
  const limit = setTimeout(() => reject(new Error("The page posted nothing in 50 seconds.")), 50_000);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    try {
      process.kill(-browser.pid!, "SIGKILL");
    } catch {
      // It has ended already.
    }
    await exited;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The bits that Node's device comes to. */
let bits: string | undefined;
async function weightsInNode(): Promise<string> {
  if (bits === undefined) {
    useDevice(createWasmDevice({ platform: nodePlatform, threads: 2 }));
    bits = await trainedWeights();
  }
  return bits;
}

const expectedFailures = Array.from({ length: 20 }, () => ["memory access out of bounds", "filled"]).flat();
const options = { skip, timeout: 60_000 };

test("a page trains to the same bits on one thread", options, async () => {
  const result = await resultOf("/page", false);
  assert.deepEqual([result.isolated, result.threads, result.sharedRuns], [false, 1, 0]);
  assert.deepEqual(result.failures, expectedFailures);
  assert.ok(result.weights === (await weightsInNode()), "the weights differ from Node's");
});

test("a cross-origin isolated page trains to the same bits on three threads", options, async () => {
  const result = await resultOf("/page", true);
  assert.deepEqual([result.isolated, result.threads], [true, 3]);
  assert.ok(result.sharedRuns >= 50, `${result.sharedRuns} runs on several threads`);
  assert.deepEqual(result.failures, expectedFailures);
  assert.ok(result.weights === (await weightsInNode()), "the weights differ from Node's");
});

test("a worker of an isolated page does so too", options, async () => {
  const result = await resultOf("/worker-page", true);
  assert.deepEqual([result.isolated, result.threads], [true, 3]);
  assert.ok(result.sharedRuns >= 50, `${result.sharedRuns} runs on several threads`);
  assert.deepEqual(result.failures, expectedFailures);
  assert.ok(result.weights === (await weightsInNode()), "the weights differ from Node's");
});
