// One training step of a small dense network (784-256-10, batch 64, Adam) against tfjs-wasm: see README.md.
//
//   node mlp-step.mjs [--rounds 200] [--threads 1] [--json]
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { dirname, sep } from "node:path";
import { parseArgs } from "node:util";
import { compile, fromHostArray, losses, manualSeed, nn, optim, setDevice } from "../dist/index.js";
import { quartiles } from "./quartiles.mjs";

const require = createRequire(import.meta.url);
const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    threads: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const [batch, inputs, hidden, classes] = [64, 784, 256, 10];
let seed = 1;
const pixels = Float32Array.from({ length: batch * inputs }, () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
  return (seed >>> 8) * 2 ** -24;
});
const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);

const contestants = [ours(), await tfjs()];
for (const { step } of contestants) for (let i = 0; i < 100; i++) step();
await new Promise((done) => setTimeout(done, 300));

const times = contestants.map(() => []);
const last = contestants.map(() => 0);
for (let round = 0; round < Number(options.rounds); round++) {
  for (let turn = 0; turn < contestants.length; turn++) {
    const at = (turn + round) % contestants.length;
    const start = performance.now();
    last[at] = contestants[at].step();
    times[at].push(performance.now() - start);
  }
}
// Both must have learnt the batch by heart, or something other than training was timed.
if (!last.every((loss) => loss < 0.1)) throw new Error(`The losses are ${last.join(" and ")}: not trained.`);
const result = {
  benchmark: "mlp-step",
  node: process.version,
  processor: cpus()[0].model,
  threads: Number(options.threads),
  milliseconds: Object.fromEntries(contestants.map(({ name }, i) => [name, quartiles(times[i])])),
  timesAsFast: quartiles(times[0].map((ours, i) => times[1][i] / ours)),
};
if (options.json) console.log(JSON.stringify(result));
else {
  const text = ({ low, median, high }) => `${median.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  console.log(`Node ${process.version}, ${result.processor}, ours on ${options.threads} threads`);
  for (const [name, figures] of Object.entries(result.milliseconds))
    console.log(`${name}: ${text(figures)} ms a step`);
  console.log(`ours is ${text(result.timesAsFast)} times as fast`);
}
process.exit();

function ours() {
  setDevice("wasm", { threads: Number(options.threads) });
  manualSeed(0);
  const model = new nn.Sequential([
    new nn.Linear(inputs, hidden),
    new nn.ReLU(),
    new nn.Linear(hidden, classes),
  ]);
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const step = compile((x, y) => {
    optimizer.zeroGrad();
    const loss = losses.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const x = fromHostArray(pixels, [batch, inputs], "float32");
  const y = fromHostArray(labels, [batch], "int32");
  return { name: "tensorloom", step: () => step(x, y).item() };
}

async function tfjs() {
  // The whole of tfjs registers the gradients that tfjs-core alone lacks.
  const tf = require("@tensorflow/tfjs");
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
  if (!(await tf.setBackend("wasm"))) throw new Error("Cannot start the backend wasm of tfjs.");
  const uniform = (shape, fanIn) =>
    tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn)));
  const weights = [
    uniform([inputs, hidden], inputs),
    uniform([hidden], inputs),
    uniform([hidden, classes], hidden),
    uniform([classes], hidden),
  ];
  const x = tf.tensor2d(pixels, [batch, inputs]);
  const y = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), classes), "float32");
  const optimizer = tf.train.adam(1e-3);
  const loss = () => {
    const features = tf.relu(tf.add(tf.matMul(x, weights[0]), weights[1]));
    return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(features, weights[2]), weights[3]));
  };
  return {
    name: "tfjs-wasm",
    step: () => {
      const value = optimizer.minimize(loss, true, weights);
      const number = value.dataSync()[0];
      value.dispose();
      return number;
    },
  };
}
