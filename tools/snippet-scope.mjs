// Finds what an @example uses and does not declare: a public name, a neighbour of its file, or a stand-in.
import { existsSync } from "node:fs";
import { join } from "node:path/posix";
import { pathToFileURL } from "node:url";
import { codeOnly } from "./source-files.mjs";

const namespaces = [
  "nn",
  "losses",
  "optim",
  "data",
  "train",
  "metrics",
  "models",
  "image",
  "audio",
  "preprocessing",
  "baselines",
];

/** Things an example speaks of without making them, each with what it needs itself. */
const standIns = {
  model: "const model = new nn.Sequential([new nn.Linear(16, 10)]);",
  optimizer: "const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });",
  x: "const x = zeros([4, 6, 16]);",
  y: "const y = zeros([4, 6, 10]);",
  images: "const images = zeros([4, 16]);",
  labels: 'const labels = zeros([4], { dtype: "int32" });',
  pixels: "const pixels = new Float32Array(28 * 28);",
  batchMean: "const batchMean = zeros([16]);",
  epochs: "const epochs = 2;",
  batches: "const batches = 5;",
  data: [
    "const data = new ArrayDataset([",
    "  { shape: [64, 16], data: new Float32Array(64 * 16) },",
    "  { shape: [64], data: new Int32Array(64) },",
    "]);",
  ].join("\n"),
  options: "const options = { epochs, optimizer, loss: losses.crossEntropy };",
};

/** Below the tensors an `x` is a node of a graph. */
const graphStandIns = { x: 'const x = input({ shape: [3, 4], dtype: "float32" });' };

/** The lines an example needs above it, and its own with `check(value, expected)` where a comment says a value. */
export async function withScope(path, lines) {
  const folder = path.split("/")[1];
  const inGraph = ["graph", "ops", "autodiff", "compiler"].includes(folder);
  const modules = [
    ["tensorloom", "dist/index.js"],
    [`../${built(path).slice("dist/".length)}`, built(path)],
    [`../${folder}/index.js`, `dist/${folder}/index.js`],
    ["../data/index.js", "dist/data/index.js"],
    ["../graph/node.js", "dist/graph/node.js"],
    ["../ops/index.js", "dist/ops/index.js"],
  ];
  if (folder === "text") modules.push(["../text/aligned-text.js", "dist/text/aligned-text.js"]);
  if (inGraph) modules.push(modules.shift());
  const stock = inGraph ? { ...standIns, ...graphStandIns } : standIns;
  const imports = new Map();
  const made = [];
  const known = declaredIn(lines.join("\n"));
  await look(lines.join("\n"));
  const head = [...imports].map(([name, from]) =>
    namespaces.includes(name) ? `import * as ${name} from "${from}";` : `import { ${name} } from "${from}";`,
  );
  const { body, checks } = withChecks(lines);
  if (checks > 0) head.push(`import { check } from "../../tools/snippet-check.mjs";`);
  return { head: ['import "tensorloom";', ...head, ...made].join("\n").split("\n"), body };

  async function look(text) {
    for (const name of namesIn(text)) {
      if (known.has(name)) continue;
      const from = await moduleOf(name);
      if (from === undefined && !Object.hasOwn(stock, name)) continue;
      known.add(name);
      if (from !== undefined) imports.set(name, from);
      else {
        await look(stock[name]);
        made.push(stock[name]);
      }
    }
  }

  async function moduleOf(name) {
    // `data` is a namespace in data.DataLoader, else the examples a model learns from.
    if (name === "data" && !/\bdata\.[A-Z]/.test(lines.join("\n"))) return undefined;
    for (const [specifier, file] of modules) {
      if (namespaces.includes(name) || !existsSync(file)) continue;
      const module = await import(pathToFileURL(file).href);
      if (Object.hasOwn(module, name)) return specifier;
    }
    const index = `dist/${name}/index.js`;
    return namespaces.includes(name) && existsSync(index) ? `../${name}/index.js` : undefined;
  }
}

const built = (path) => join("dist", path.slice("src/".length).replace(/\.ts$/, ".js"));

function namesIn(text) {
  return new Set(
    [...codeOnly(text).matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*(?!\s*:)/g)].map((found) => found[0]),
  );
}

function declaredIn(text) {
  const names = new Set();
  const pattern = /\b(?:const|let|class|function)\s+(\w+|\{[^}]*\}|\[[^\]]*\])/g;
  for (const [, what] of codeOnly(text).matchAll(pattern))
    for (const [name] of what.matchAll(/\w+/g)) names.add(name);
  return names;
}

/** `f(2); // 4` becomes `check(f(2), 4);`: numbers, and lists of numbers. */
function withChecks(lines) {
  let checks = 0;
  const body = lines.map((line) => {
    const found =
      /^(?!(?:const|let|return|import|for|if)\b)(\S.*);\s*\/\/ (?:Int32Array |Float32Array )?(-?[\d.]+|\[[-\d., [\]]*\])(?=$|[:,;])/.exec(
        line,
      );
    if (found === null) return line;
    checks++;
    return `check(${found[1]}, ${found[2]});`;
  });
  return { body, checks };
}
