import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

/** What a user's script prints as JSON, with TENSORLOOM_DEBUG set. */
function run(debug: string, script: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "find-nan-"));
  const file = join(folder, "train.mjs");
  writeFileSync(
    file,
    `import { compile, manualSeed, nn, losses, noGrad, optim, Parameter, randn, tensor } from ${JSON.stringify(new URL("../index.js", import.meta.url).href)};
const caught = (fn) => { try { return fn(); } catch (error) { return error.message; } };
const print = (value) => console.log(JSON.stringify(value));
${script}`,
  );
  try {
    const env = { ...process.env, TENSORLOOM_DEBUG: debug };
    return JSON.parse(execFileSync(process.execPath, [file], { env, encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("the op that made the first NaN is named, with its operands and the user's line", () => {
  const script = `
const x = tensor([1, 0, 2]);
print(caught(() => {
  const scaled = x.log().mul(0);
  return scaled.add(1).sum().item();
}));`;
  const message = run("nan", script) as string;
  assert.match(message, /^Cannot go on with NaN: mul made the first one, at element 1 of \[3\]/);
  assert.match(message, /from -Infinity of float32 \[3\] and 0 of float32 \[3\] \(file:.*train\.mjs:7:26\)/);
  assert.equal(run("", script), null, "JSON has no NaN: it flows as ever");
});

test("a gradient's NaN is named in a compiled step, before anything is overwritten", () => {
  const [message, weights] = run(
    "nan",
    `
const w = new Parameter([1, 2]);
const optimizer = new optim.SGD([w], { lr: 0.1 });
const step = compile((x) => {
  optimizer.zeroGrad();
  const loss = w.mul(x).sqrt().sum();
  loss.backward();
  optimizer.step();
  return loss;
});
print([caught(() => step(tensor([1, 0])).item()), [...w.dataSync()]]);`,
  ) as [string, number[]];
  assert.match(message, /mul made the first one, at element 1 of \[2\], .*train\.mjs:\d+/);
  assert.deepEqual(weights, [1, 2]);
});

test("NaN that was given is nobody's fault, and training without NaN has the same bits", () => {
  const script = `
manualSeed(1);
const model = new nn.Sequential([new nn.Linear(5, 7), new nn.Tanh(), new nn.Linear(7, 1)]);
const optimizer = new optim.Adam(model.parameters());
const x = randn([6, 5]);
for (let i = 0; i < 3; i++) {
  const loss = losses.mse(model.forward(x), x.sum({ axis: 1, keepDims: true }));
  optimizer.zeroGrad();
  if (i === 1) loss.item();
  loss.backward();
  optimizer.step();
}
print([[...tensor([NaN, 1]).add(1).dataSync()].map(String), ...model.parameters().map((p) => [...p.dataSync()])]);`;
  const checked = run("nan", script) as unknown[];
  assert.deepEqual(checked[0], ["NaN", "2"]);
  assert.deepEqual(checked, run("", script));
});
