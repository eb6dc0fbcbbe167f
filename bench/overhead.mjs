// What a step costs besides its arithmetic: tiny eager operations that are read at once, and a compiled training step
// of a tiny network: see README.md.
//
//   node overhead.mjs [--seconds 2] [--threads 2] [--json]
import { quartiles } from "../dist/cli/bench/quartiles.js";
import { compile, losses, manualSeed, nn, optim, setDevice, tensor } from "../dist/index.js";
import { readOptions } from "./options.mjs";

const options = readOptions({
  seconds: { type: "string", default: "2", number: true },
  threads: { type: "string", default: "2", integer: true },
  json: { type: "boolean", default: false },
});
setDevice("wasm", { threads: options.threads });
manualSeed(1);

const a = tensor([1, 2, 3, 4]);
const b = tensor([5, 6, 7, 8]);
const matrix = tensor([
  [1, 2],
  [3, 4],
]);
const model = new nn.Sequential([new nn.Linear(4, 8), new nn.Tanh(), new nn.Linear(8, 1)]);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
const train = compile((x, y) => {
  optimizer.zeroGrad();
  const loss = losses.mse(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
});
const [x, y] = [
  tensor([
    [1, 2, 3, 4],
    [4, 3, 2, 1],
  ]),
  tensor([[1], [0]]),
];

/** What is measured: name → one operation. */
const operations = {
  "a.add(b).dataSync()": () => a.add(b).dataSync(),
  "a.mul(2).dataSync()": () => a.mul(2).dataSync(),
  "a.add(b).relu().sum().item()": () => a.add(b).relu().sum().item(),
  "matrix.matmul(matrix).dataSync()": () => matrix.matmul(matrix).dataSync(),
  "compiled step of a 4-8-1 network": () => train(x, y).item(),
};

const microseconds = Object.fromEntries(Object.keys(operations).map((name) => [name, []]));
const chunk = 200;
for (const operation of Object.values(operations)) for (let i = 0; i < 20 * chunk; i++) operation();
const end = performance.now() + 1000 * options.seconds;
while (performance.now() < end) {
  for (const [name, operation] of Object.entries(operations)) {
    const start = performance.now();
    for (let i = 0; i < chunk; i++) operation();
    microseconds[name].push((1000 * (performance.now() - start)) / chunk);
  }
}
const result = {
  benchmark: "overhead",
  node: process.version,
  threads: options.threads,
  microseconds: Object.fromEntries(Object.entries(microseconds).map(([name, all]) => [name, quartiles(all)])),
};
if (options.json) console.log(JSON.stringify(result));
else {
  for (const [name, { low, median, high }] of Object.entries(result.microseconds)) {
    const figures = `${median.toFixed(1)} [${low.toFixed(1)}, ${high.toFixed(1)}] µs`;
    console.log(`${name.padEnd(34)} ${figures}, ${Math.round(1e6 / median).toLocaleString("en")} a second`);
  }
}
process.exit();
