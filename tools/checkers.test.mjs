// Each checker finds what it is there to find.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readDocComment } from "./doc-comment.mjs";
import { withoutComments } from "./source-files.mjs";

const tools = dirname(fileURLToPath(import.meta.url));

/** What a checker prints about a folder with these files. */
function check(checker, files) {
  const folder = mkdtempSync(join(tmpdir(), "checkers-"));
  try {
    mkdirSync(join(folder, "src"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(tools, checker)], {
      cwd: folder,
      encoding: "utf8",
    });
    return { status, offences: stderr.split("\n").filter((line) => line !== ""), stdout };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("imports that go down pass, and those that go up or sideways are named", () => {
  const files = {
    "src/base/shape.ts": "export const a = 1;",
    "src/ops/table.ts": 'import { a } from "../base/shape.ts";\n// import "../cli/main.ts"\n',
    "src/compiler/compile.ts": 'import {\n  a,\n} from "../ops/table.ts";',
    "src/compiler/compile.test.ts": 'import "../backends/reference/device.ts";',
    "src/backends/reference/device.ts": 'export * from "../../compiler/compile.ts";',
    "src/backends/cpu/spellings.ts": 'import "../../compiler/compile.ts";',
    "src/backends/cpu/wasm/device.ts": 'import "../spellings.ts";',
    "src/backends/cpu/native/device.ts": 'import "../spellings.ts";',
    "src/backends/cpu/x64/device.ts": 'import "../native/device.ts";',
    "src/backends/cpu/conformance.test.ts": 'import "../reference/device.ts";',
    "src/index.ts": 'export * from "./backends/cpu/wasm/device.ts";',
  };
  assert.deepEqual(check("check-floors.mjs", files).offences, []);
  const wrong = {
    ...files,
    "src/base/up.ts": '\nimport type { a } from "../ops/table.ts";',
    "src/compiler/named.ts": 'const device = "wasm";',
    "src/compiler/proved.ts": 'import "./compile.test.ts";',
    "src/autodiff/beside.ts": 'await import("../compiler/compile.ts");',
    "src/backends/cpu/x64/beside.ts": 'import "../wasm/device.ts";',
    "src/backends/cpu/native/beside.ts": 'import "../x64/device.ts";',
    "src/backends/cpu/down.ts": 'import "./wasm/device.ts";',
    "src/backends/reference/beside.ts": 'import "../cpu/spellings.ts";',
    "src/cli/top.ts": 'import "../index.ts";',
    "src/nn/lost.ts": 'import "./nowhere.ts";',
    "src/attic/old.ts": "",
  };
  const { offences, status } = check("check-floors.mjs", wrong);
  assert.equal(status, 1);
  const places = offences.map((line) => line.split(" ")[0].replace(/:$/, ""));
  assert.deepEqual(places.sort(), [
    "src/attic/old.ts",
    "src/autodiff/beside.ts:1",
    "src/backends/cpu/down.ts:1",
    "src/backends/cpu/native/beside.ts:1",
    "src/backends/cpu/x64/beside.ts:1",
    "src/backends/reference/beside.ts:1",
    "src/base/up.ts:2",
    "src/cli/top.ts:1",
    "src/compiler/named.ts:1",
    "src/compiler/proved.ts:1",
    "src/nn/lost.ts:1",
  ]);
});

test("files that are long, vague, undocumented or unfinished are named", () => {
  const good = '/** One. */\nexport const one = "any // TODO-like: any".length;\n';
  assert.deepEqual(
    check("check-files.mjs", { "src/base/one.ts": good.replace("TODO", "to do") }).offences,
    [],
  );
  const { offences } = check("check-files.mjs", {
    "src/base/long.ts": "// line\n".repeat(401),
    "src/base/utils.ts": "",
    "src/base/camelCase.ts": "",
    "src/base/bare.ts": "/** Of the file. */\n\nexport function bare() {}\n",
    "src/base/loose.ts": "/** f. */\nexport function f(x: any): void {}\n",
    "src/base/later.ts": "// FIXME\n",
  });
  assert.deepEqual(offences.map((line) => line.split(":")[0]).sort(), [
    "src/base/bare.ts",
    "src/base/camelCase.ts",
    "src/base/later.ts",
    "src/base/long.ts",
    "src/base/loose.ts",
    "src/base/utils.ts",
  ]);
});

test("links that lead nowhere and commands that do not exist are named", () => {
  const manifest = '{ "scripts": { "build": "tsc" } }';
  const good =
    "# A page\n[here](#a-page) [there](docs/b.md) `[no](link)`\n\n```sh\nnpm run build && cd docs\n```\n";
  const files = { "package.json": manifest, "docs/b.md": "# B\n" };
  assert.deepEqual(check("check-docs.mjs", { ...files, "README.md": good }).offences, []);
  const wrong = "[a](#none) [b](docs/c.md) [c](docs/b.md#z)\n```sh\nnpm run nothing\n$HOME/x\n```\n";
  assert.equal(check("check-docs.mjs", { ...files, "README.md": wrong }).offences.length, 5);
});

test("comments are found outside of strings only, and every line keeps its number", () => {
  const text = 'const a = "// no"; // yes\nconst b = `/* no */`; /* yes\n */ const c = /[/*]/.test(a);\n';
  const code = withoutComments(text);
  assert.equal(code.length, text.length);
  assert.equal(code.split("\n").length, text.split("\n").length);
  assert.ok(code.includes('"// no"') && code.includes("`/* no */`") && code.includes("/[/*]/.test(a)"));
  assert.ok(!code.includes("yes"));
});

test("members without a comment, a formula, a source or a test are named", () => {
  const doc = "/**\n * Twice x: y = 2 · x.\n *\n * Source: Euclid.\n */\n";
  const files = {
    "src/nn/index.ts": 'export { twice } from "./twice.ts";\nexport { Module } from "./module.ts";',
    "src/nn/twice.ts": `${doc}export function twice() {}`,
    "src/nn/module.ts": "/**\n * Has parts.\n *\n * Source: PyTorch.\n */\nexport class Module {}",
    "src/nn/nn.test.ts": "twice(Module)",
    "test/fixtures/none.json": "[]",
    "docs/old.md": "",
  };
  assert.deepEqual(check("catalogue.mjs", files).offences, []);
  const wrong = {
    ...files,
    "src/nn/index.ts": 'export { twice, bare, vague, mine } from "./twice.ts";',
    "src/nn/twice.ts": `${doc}export function twice() {}
export function bare() {}
/**
 * Something great.
 *
 * Source: Euclid.
 */
export function vague() {}
/** Half of x: y = x / 2. */
export function mine() {}`,
    "src/nn/nn.test.ts": "bare(vague, mine)",
  };
  assert.deepEqual(
    check("catalogue.mjs", wrong).offences.map((line) => /nn\.\w+ .*?(named|no [\w" :]+)/.exec(line)?.[0]),
    [
      "nn.twice is named",
      "nn.bare has no doc comment",
      "nn.bare has no formula",
      'nn.bare has no "Source:"',
      "nn.vague has no formula",
      'nn.mine has no "Source:"',
    ],
  );
});

test("a doc comment's formula is told from its words", () => {
  const read = (text) => {
    const { words, formula } = readDocComment(text);
    return [words, ...formula];
  };
  assert.deepEqual(read("A layer: y = W · x. It learns.\nThrows: never: a = b."), [
    "A layer. It learns.",
    "y = W · x",
  ]);
  assert.deepEqual(read("max(0, x) for scores x: what is small."), [
    "What is small.",
    "max(0, x) for scores x",
  ]);
  assert.deepEqual(read("A rule:\n\n    a ← b\n    c ← d\n\nMore."), ["A rule:", "a ← b", "c ← d"]);
  assert.deepEqual(read("Of one thing: half `x: y = 2`."), ["Of one thing: half `x: y = 2`."]);
});
