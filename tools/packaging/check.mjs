// Installs the packed package as its users do, and trains the same small network with it wherever it should work:
// TypeScript as ECMAScript modules and as CommonJS, Deno, Bun, a page made by Vite. All weights must have the same
// bits. Needs a build and the npm registry; what is not to be had here is skipped, with the reason.
//
//   npm run build && node tools/packaging/check.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { report, servesTests } from "../source-files.mjs";

/** Bytes of the tarball, and of a page that trains, compressed: what users wait for. */
const largest = { tarball: 3_000_000, page: 120_000 };
/** The packages of users, pinned, so that nothing changes here but by us. */
const compiler = ["typescript@5.9.3", "@types/node@20.19.43"];
const bundler = ["vite@8.3.8", "playwright-core@1.65.1"];
const linters = ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"];
const permissions = ["--allow-env", "--allow-read", "--allow-ffi"];
const runtimes = [
  ["Deno", "@deno/linux-x64-glibc@2.9.6", "@deno/linux-x64-glibc/deno", "run", ...permissions],
  ["Bun", "@oven/bun-linux-x64@1.4.5", "@oven/bun-linux-x64/bin/bun"],
];

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "packaging-"));
const app = join(folder, "app");
const offences = [];
let passed = 0;

try {
  const tarball = pack();
  cpSync(join(root, "tools/packaging/app"), app, { recursive: true });
  writeFileSync(join(app, "package.json"), '{ "private": true, "type": "module" }');
  install(app, tarball, ...compiler);
  const answer = checkNode();
  for (const runtime of runtimes) checkRuntime(answer, runtime);
  checkWithoutOptional(answer);
  checkPage(answer);
  lint(tarball);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report("packaging", offences, `${passed} checks`);

/** Packs, looks at what went into the package, and gives its path. */
function pack() {
  const words = ["--json", "--ignore-scripts", "--pack-destination", folder];
  const [{ filename, size, unpackedSize, files }] = JSON.parse(run(root, "npm", "pack", ...words));
  check("tarball", () => {
    const needless = files
      .map(({ path }) => path)
      .filter((path) => servesTests(path.replace(/(\.d\.ts|\.js)$/, ".ts")));
    assert.deepEqual(needless, [], "it holds what only tests need");
    assert.ok(size <= largest.tarball, `${kilobytes(size)} are more than ${kilobytes(largest.tarball)}`);
    return `${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}, ${files.length} files`;
  });
  return join(folder, filename);
}

/** TypeScript that is compiled and run by Node. Gives what the program prints. */
function checkNode() {
  const resolutions = { node16: "node16", bundler: "esnext", nodenext: "nodenext" };
  for (const [moduleResolution, module] of Object.entries(resolutions)) {
    check(`types, ${moduleResolution}`, () => compile(["main.ts"], { module, moduleResolution }));
  }
  const answer = check("Node", () => run(app, process.execPath, "main.js", "wasm", "native"));
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major === 20 && minor < 19) skip("CommonJS", "Node can require ECMAScript modules since 20.19");
  else {
    check("CommonJS", () => {
      compile(["required.cts"], { module: "nodenext", moduleResolution: "nodenext" });
      return run(app, process.execPath, "required.cjs");
    });
  }
  return answer;
}

/** Compiles strictly, the declarations of the package included. */
function compile(files, options) {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
  const compilerOptions = {
    ...strict,
    target: "es2022",
    lib: ["es2022"],
    types: ["node"],
    rewriteRelativeImportExtensions: true,
    ...options,
  };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  return run(app, process.execPath, "node_modules/typescript/bin/tsc") || "well";
}

/** A runtime that takes TypeScript as it is, out of npm. */
function checkRuntime(answer, [name, specifier, file, ...words]) {
  if (process.platform !== "linux" || process.arch !== "x64")
    return skip(name, "it is fetched for Linux on x64 only");
  const home = join(folder, name);
  install(home, specifier);
  const program = join(home, "node_modules", file);
  chmodSync(program, 0o755);
  check(name, () => {
    const printed = run(app, program, ...words, "main.ts", "wasm", "native").trim();
    assert.equal(printed, answer);
    return printed;
  });
}

/** Without koffi, which is optional, machine code cannot run, and the reason is told; WebAssembly comes to the same bits. */
function checkWithoutOptional(answer) {
  check("without koffi", () => {
    rmSync(join(app, "node_modules/koffi"), { recursive: true, force: true });
    const [wasm, native] = run(app, process.execPath, "main.js", "wasm", "native").trim().split("\n");
    assert.equal(wasm, answer.split("\n")[0]);
    assert.match(
      native,
      /^native Cannot use the device "native" here: the npm package koffi is not installed/,
    );
    return `${wasm}, ${native}`;
  });
}

/** A page made by Vite: its types, its size, and what it comes to in Chromium. */
function checkPage(answer) {
  const chromium = ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((path) => join(path, name)))
    .find((path) => existsSync(path));
  install(app, ...bundler);
  check("types, a page", () =>
    compile(["page.ts"], {
      module: "esnext",
      moduleResolution: "bundler",
      types: [],
      lib: ["es2022", "dom"],
      noEmit: true,
    }),
  );
  let pages = [];
  check("page by Vite", () => {
    const result = JSON.parse(
      run(app, process.execPath, "train-in-page.mjs", ...(chromium ? [chromium] : [])),
    );
    pages = result.pages;
    const { bytes, gzipped } = result;
    assert.ok(gzipped <= largest.page, `${kilobytes(gzipped)} are more than ${kilobytes(largest.page)}`);
    return `${kilobytes(bytes)}, compressed ${kilobytes(gzipped)}`;
  });
  if (chromium === undefined) return skip("page in Chromium", "there is none on the PATH");
  for (const [i, isolated] of [false, true].entries()) {
    check(isolated ? "page in Chromium, isolated" : "page in Chromium", () => {
      const { weights } = pages[i];
      assert.deepEqual(pages[i], { weights, isolated, workers: isolated ? 1 : 0, messages: [] });
      assert.ok(
        answer.split("\n").includes(`wasm ${weights}`),
        `the weights ${weights} are not those of Node`,
      );
      return `wasm ${weights}`;
    });
  }
}

/** What linters of packages say. */
function lint(tarball) {
  const home = join(folder, "linters");
  install(home, ...linters);
  const bin = join(home, "node_modules", ".bin");
  check("publint", () => run(home, join(bin, "publint"), tarball, "--strict") && "well");
  check(
    "are the types wrong",
    () => run(home, join(bin, "attw"), tarball, "--profile", "esm-only") && "well",
  );
}

function check(name, action) {
  try {
    const said = action().trim();
    console.log(`${name}: ${said.replaceAll("\n", ", ")}`);
    passed++;
    return said;
  } catch (error) {
    offences.push(`${name}: ${error.message}\n${error.stdout ?? ""}`.trim());
    return "";
  }
}

function skip(name, reason) {
  console.log(`${name}: skipped, ${reason}`);
}

function install(prefix, ...specifiers) {
  run(root, "npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", prefix, ...specifiers);
}

function run(cwd, program, ...words) {
  return execFileSync(program, words, { cwd, encoding: "utf8", timeout: 120_000, stdio: "pipe" });
}

function kilobytes(bytes) {
  return `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
}
