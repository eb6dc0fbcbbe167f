// Whether a long loop keeps its memory: resident memory after 1,000 steps of training and after all of them, for eager
// steps in a synchronous loop, eager steps that are awaited, and compiled ones: see README.md.
//
//   node memory.mjs [--steps 100000] [--json]
import { compile, getDevice, losses, manualSeed, nn, optim, programCounts, randn } from "../dist/index.js";
import { readOptions } from "./options.mjs";

const options = readOptions({
  steps: { type: "string", default: "100000", integer: true },
  json: { type: "boolean", default: false },
});
const { steps } = options;
manualSeed(1);
const model = new nn.Sequential([new nn.Linear(16, 32), new nn.ReLU(), new nn.Linear(32, 1)]);
const optimizer = new optim.Adam(model.parameters());
const [x, y] = [randn([32, 16]), randn([32, 1])];

function step(x, y) {
  optimizer.zeroGrad();
  const loss = losses.mse(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
}
const compiled = compile(step);
const modes = {
  eager: () => void step(x, y).item(),
  "eager, read before backward": () => {
    optimizer.zeroGrad();
    const loss = losses.mse(model.forward(x), y);
    loss.item();
    loss.backward();
    optimizer.step();
  },
  "eager, awaited": () => step(x, y).data(),
  compiled: () => void compiled(x, y).item(),
};
const mebibytes = (bytes) => Number((bytes / 2 ** 20).toFixed(1));
const state = () => ({
  resident: mebibytes(process.memoryUsage.rss()),
  device: mebibytes(getDevice().memoryBytes),
  programs: programCounts().kept,
});
for (const [mode, run] of Object.entries(modes)) {
  const start = performance.now();
  let first;
  for (let i = 1; i <= steps; i++) {
    const waits = run();
    if (waits !== undefined) await waits;
    if (i === 1000) first = state();
  }
  const last = state();
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  if (options.json) console.log(JSON.stringify({ benchmark: "memory", mode, steps, seconds, first, last }));
  else {
    const text = (name, unit) => `${name} ${first[name]} → ${last[name]}${unit}`;
    const parts = [text("resident", " MiB"), text("device", " MiB"), text("programs", "")];
    console.log(`${mode}, step 1,000 → ${steps.toLocaleString("en")}: ${parts.join(", ")} in ${seconds} s`);
  }
}
process.exit();
