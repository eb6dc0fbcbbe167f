// Builds the page with Vite, opens it in Chromium with and without cross-origin isolation, and prints as JSON how large
// it is and what it came to: `node train-in-page.mjs [path of Chromium]`.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build, preview } from "vite";

const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

await build({ logLevel: "warn", build: { target: "es2022" } });
const scripts = readdirSync("dist/assets").map((name) => readFileSync(`dist/assets/${name}`));
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
const result = {
  bytes: sum(scripts.map((script) => script.length)),
  gzipped: sum(scripts.map((script) => gzipSync(script, { level: 9 }).length)),
  pages: [],
};

const [executablePath] = process.argv.slice(2);
if (executablePath !== undefined) {
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  for (const headers of [{}, isolation]) {
    const server = await preview({ logLevel: "warn", preview: { port: 0, headers } });
    const page = await browser.newPage();
    const messages = [];
    page.on("pageerror", (error) => messages.push(error.message));
    page.on("console", (message) => message.type() === "warning" && messages.push(message.text()));
    await page.goto(server.resolvedUrls.local[0]);
    const handle = await page
      .waitForFunction("globalThis.answer", undefined, { timeout: 30_000 })
      .catch(() => {});
    result.pages.push({ ...(await handle?.jsonValue()), workers: page.workers().length, messages });
    await page.close();
    await server.close();
  }
  await browser.close();
}
console.log(JSON.stringify(result));
