// Type-checks the TypeScript shown in Markdown pages and in @example blocks against the built package, and runs it.
//
//   npm run build && node tools/check-snippets.mjs
//
// Pages: a block fenced as ```ts is type-checked, one fenced as ```ts run is run too, and what it prints must equal
// the ```text block right after it, if there is one. `ts continues` (or `ts continues run`) goes on from the block
// before it; `ts sketch` is left alone. A block imports what it uses, as a reader would.
//
// Examples in doc comments of src/: they are short, so what they use and do not declare is found for them (see
// snippet-scope.mjs). `@example sketch` is left alone; any other is type-checked and run, and a line such
// as `f(2); // 4` must give what its comment says.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pages } from "./markdown.mjs";
import { withScope } from "./snippet-scope.mjs";
import { lineOf, report, servesTests, sources } from "./source-files.mjs";

if (!existsSync("dist/index.js")) {
  console.error('snippets: the package is not built. Run "npm run build" first.');
  process.exit(2);
}

/** Inside the package, so that its own name resolves; removed in the end. */
const folder = mkdtempSync("dist/snippets-");
const snippets = [];
const offences = [];
try {
  for (const page of pages()) takeBlocks(page);
  for (const source of sources()) if (!servesTests(source.path)) await takeExamples(source);
  typeCheck();
  if (offences.length === 0) runAll();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const run = snippets.filter((snippet) => snippet.runs).length;
report("snippets", offences, `${snippets.length} snippets, ${run} of them run`);

function takeBlocks({ blocks }) {
  let before = "";
  for (const [i, { path, line, language, words, lines }] of blocks.entries()) {
    if ((language !== "ts" && language !== "typescript") || words.includes("sketch")) continue;
    const head = words.includes("continues") ? `${before}\n` : "";
    before = head + lines.join("\n");
    const next = blocks[i + 1];
    const printed =
      next?.language === "text" && next.line <= line + lines.length + 3 ? next.lines.join("\n") : undefined;
    add(
      { place: `${path}:${line}`, code: before, offset: head.split("\n").length - 1, line, path, printed },
      words,
    );
  }
}

async function takeExamples({ path, text }) {
  for (const comment of text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)) {
    const lines = comment[0].split("\n").map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\* ?)/, ""));
    for (const [start, tag] of lines.entries()) {
      if (!/^@example\b/.test(tag) || tag === "@example sketch") continue;
      let end = start + 1;
      while (end < lines.length && !/^@\w/.test(lines[end])) end++;
      const own = lines.slice(start + 1, end).map((line) => (/^```/.test(line) ? "" : line));
      const line = lineOf(text, comment.index) + start;
      const { head, body } = await withScope(path, own);
      const code = [...head, ...body].join("\n");
      add({ place: `${path}:${line}`, code, offset: head.length, line: line + 1, path }, ["run"]);
    }
  }
}

function add(snippet, words) {
  const name = `snippet-${snippets.length}`;
  snippets.push({ ...snippet, name, runs: words.includes("run") });
  // An empty export makes a module of a block without imports.
  writeFileSync(join(folder, `${name}.ts`), `${snippet.code}\nexport {};\n`);
}

function typeCheck() {
  const compilerOptions = {
    ...JSON.parse(readFileSync("tsconfig.json", "utf8")).compilerOptions,
    rootDir: ".",
    outDir: ".",
    declaration: false,
    sourceMap: false,
    noUnusedLocals: false,
    verbatimModuleSyntax: false,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts"], exclude: [] }),
  );
  const { stdout, status } = spawnSync(
    join("node_modules", ".bin", "tsc"),
    ["-p", folder, "--pretty", "false"],
    {
      encoding: "utf8",
    },
  );
  if (status === 0) return;
  for (const found of stdout.matchAll(/^(?:.*\/)?(snippet-\d+)\.ts\((\d+),\d+\): error (.*)$/gm)) {
    const snippet = snippets.find(({ name }) => name === found[1]);
    const line = snippet.line + Number(found[2]) - snippet.offset - (snippet.path.endsWith(".md") ? 0 : 1);
    offences.push(`${snippet.path}:${line}: ${found[3]}`);
  }
  if (offences.length === 0) offences.push(stdout.trim());
}

/** A page's blocks run in a process each, the examples one after another in one process. */
function runAll() {
  for (const { name, place, printed } of snippets.filter(({ runs, path }) => runs && path.endsWith(".md"))) {
    const { status, stdout, stderr } = node(join(folder, `${name}.js`));
    if (status !== 0) offences.push(`${place}: ${stderr.trim() || "ended without an error, but not well"}`);
    else if (printed !== undefined && stdout.trim() !== printed.trim()) {
      offences.push(`${place}: printed\n${stdout.trim()}\ninstead of\n${printed.trim()}`);
    }
  }
  const examples = snippets.filter(({ path }) => path.endsWith(".ts"));
  const all = join(folder, "all.mjs");
  writeFileSync(
    all,
    `const names = ${JSON.stringify(examples.map(({ name }) => name))};
const { log } = console;
console.log = console.info = () => {};
for (const name of names) {
  await import(\`./\${name}.js\`).then(
    () => log(name),
    (error) => console.error(name, error?.stack ?? error),
  );
}
process.exit();
`,
  );
  const { stdout, stderr } = node(all);
  const failures = stderr.split(/^(?=snippet-\d+ )/m);
  for (const { name, place } of examples) {
    if (stdout.split("\n").includes(name)) continue;
    const why = failures.find((text) => text.startsWith(`${name} `))?.slice(name.length + 1) ?? stderr;
    offences.push(`${place}: ${why.trim()}`);
  }
}

function node(file) {
  return spawnSync(process.execPath, [file], { encoding: "utf8", timeout: 300_000 });
}
