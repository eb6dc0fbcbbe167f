// The life of relu(x·W + b): what ARCHITECTURE.md shows of each floor, printed by the built package.
// `node tools/life.mjs` prints it, `--write` puts it into ARCHITECTURE.md, `--check` fails if that is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { WasmEngine } from "../dist/backends/cpu/wasm/engine.js";
import { wasmTarget } from "../dist/backends/cpu/wasm/target.js";
import { compileGraph } from "../dist/compiler/compile.js";
import { printProgram } from "../dist/compiler/lowered/print.js";
import { printPlan } from "../dist/compiler/print-plan.js";
import { input } from "../dist/graph/node.js";
import { printGraph } from "../dist/graph/print.js";
import { add, matmul, relu } from "../dist/ops/index.js";

const matrix = (...shape) => input({ shape, dtype: "float32" });
const [x, w, b] = [matrix(2, 8), matrix(8, 4), matrix(4)];
const graph = { inputs: [x, w, b], outputs: [relu(add(matmul(x, w), b))], updates: [] };
const program = compileGraph(graph, wasmTarget);
const engine = new WasmEngine({ threads: 1 });
const wat = engine.wat(program);
const product = wat.slice(wat.indexOf("(func $dot"));
const parts = {
  graph: printGraph(graph),
  lowered: printProgram(program).trim(),
  plan: printPlan(program),
  code: product.slice(product.indexOf("  loop"), product.indexOf("\n  end") + 6),
};

const path = "ARCHITECTURE.md";
const text = process.argv.length > 2 ? readFileSync(path, "utf8") : "";
let renewed = text;
for (const [name, part] of Object.entries(parts)) {
  const block = new RegExp(`(<!-- life: ${name} -->\n\`\`\`[a-z]*\n)[\\s\\S]*?(\n\`\`\`)`);
  renewed = renewed.replace(block, (_, before, after) => before + part + after);
  if (process.argv.length === 2) console.log(`--- ${name}\n${part}\n`);
}
if (process.argv[2] === "--write") writeFileSync(path, renewed);
if (process.argv[2] === "--check" && renewed === text)
  console.log("architecture: shows what the compiler writes.");
if (process.argv[2] === "--check" && renewed !== text) {
  console.error(`${path} shows other code than the compiler writes now: run "node tools/life.mjs --write".`);
  process.exit(1);
}
