// How the cost of a training step grows with batch, width and depth, in machine code on one thread: see README.md.
//
//   node sweep.mjs [--svg ../docs/images/sweep.svg] [--json]
import { writeFileSync } from "node:fs";
import { machine } from "../dist/cli/bench/machine.js";
import { nativePeak } from "../dist/cli/bench/native-peak.js";
import { compile, losses, manualSeed, nn, optim, programCounts, setDevice, tensor } from "../dist/index.js";
import { logarithmicChart } from "./logarithmic-chart.mjs";
import { readOptions } from "./options.mjs";
import { shortened } from "./tell.mjs";

const options = readOptions({ svg: { type: "string" }, json: { type: "boolean", default: false } });
const doubled = (first, last) => {
  const list = [];
  for (let size = first; size <= last; size *= 2) list.push(size);
  return list;
};
const sweeps = [
  { name: "MLP 784-128-10: batch", sizes: doubled(1, 512), make: (batch) => dense(batch, 128, 1) },
  { name: "MLP 784-…-10, batch 64: width", sizes: doubled(16, 2048), make: (width) => dense(64, width, 1) },
  { name: "MLP 784-256…-10, batch 64: depth", sizes: doubled(1, 16), make: (depth) => dense(64, 256, depth) },
  { name: "CNN conv 32, conv 64, dense 128: batch", sizes: doubled(1, 64), make: convolutional },
];

/** A network of dense layers, and what the products of its step multiply and add: forward and both gradients. */
function dense(batch, width, depth) {
  const sizes = [784, ...Array(depth).fill(width), 10];
  const layers = sizes.slice(1).flatMap((out, i) => {
    const linear = new nn.Linear(sizes[i], out);
    return i < depth ? [linear, new nn.ReLU()] : [linear];
  });
  const products = sizes.slice(1).reduce((sum, out, i) => sum + (i === 0 ? 2 : 3) * sizes[i] * out, 0);
  return { model: new nn.Sequential(layers), shape: [batch, 784], flops: 2 * batch * products };
}

/** The network of PyTorch's MNIST example. */
function convolutional(batch) {
  const model = new nn.Sequential([
    new nn.Conv2d(1, 32, { kernelSize: 3 }),
    new nn.ReLU(),
    new nn.Conv2d(32, 64, { kernelSize: 3 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(9216, 128),
    new nn.ReLU(),
    new nn.Linear(128, 10),
  ]);
  const products = 2 * 26 ** 2 * 9 * 32 + 3 * 24 ** 2 * 9 * 32 * 64 + 3 * 9216 * 128 + 3 * 128 * 10;
  return { model, shape: [batch, 1, 28, 28], flops: 2 * batch * products };
}

/** Milliseconds of processor time, which other work on the machine does not lengthen. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function measure({ model, shape, flops }) {
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const size = shape.reduce((a, b) => a * b);
  const x = tensor(
    Float32Array.from({ length: size }, (_, i) => (i % 7) / 7),
    { shape },
  );
  const y = tensor(
    Int32Array.from({ length: shape[0] }, (_, i) => i % 10),
    { shape: [shape[0]], dtype: "int32" },
  );
  const step = compile((inputs, targets) => {
    optimizer.zeroGrad();
    const loss = losses.crossEntropy(model.forward(inputs), targets);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const codeBefore = programCounts().keptBytes;
  let begun = processorTime();
  step(x, y).item();
  const firstCall = processorTime() - begun;
  const kibibytes = (programCounts().keptBytes - codeBefore) / 1024;
  begun = processorTime();
  for (let i = 0; i < 3; i++) step(x, y).item();
  const repeats = Math.max(1, Math.ceil(9 / Math.max(0.003, processorTime() - begun)));
  let milliseconds = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 15; turn++) {
    begun = processorTime();
    for (let i = 0; i < repeats; i++) step(x, y).item();
    milliseconds = Math.min(milliseconds, (processorTime() - begun) / repeats);
  }
  return { flops, milliseconds, firstCall, kibibytes };
}

setDevice("native", { threads: 1 });
manualSeed(1);
const peak = nativePeak();
// V8 compiles the compiler while this one is measured.
for (let i = 0; i < 3; i++) measure(convolutional(2 + i));
const results = sweeps.map(({ name, sizes, make }) => ({
  name,
  rows: sizes.map((size) => {
    const row = measure(make(size));
    return { size, ...row, share: row.flops / 1e6 / row.milliseconds / peak };
  }),
}));
if (options.svg !== undefined) {
  const series = results.map(({ name, rows }) => ({
    name,
    points: rows.map(({ flops, milliseconds }) => [flops / 1e6, milliseconds]),
  }));
  const line = { name: `peak of one core, ${peak.toFixed(0)} GFLOPS`, at: (megaflops) => megaflops / peak };
  writeFileSync(
    options.svg,
    logarithmicChart({
      title: "A training step on one core",
      x: "million multiplications and additions of its products",
      y: "milliseconds",
      series,
      line,
    }),
  );
}
if (options.json) console.log(JSON.stringify({ ...machine(), peak, results }, shortened));
else {
  const { tensorloom, node, processor, date } = machine();
  console.log(
    `Tensorloom ${tensorloom}, Node ${node}, ${processor}, ${date}, one core ${peak.toFixed(0)} GFLOPS\n`,
  );
  for (const { name, rows } of results) {
    console.log(`| ${name} | Mflop | ms a step | of the peak | first call, ms | code, KiB |`);
    console.log("| --- | --- | --- | --- | --- | --- |");
    for (const { size, flops, milliseconds, share, firstCall, kibibytes } of rows) {
      const cells = [size, (flops / 1e6).toPrecision(3), milliseconds.toPrecision(3)];
      const more = [`${(100 * share).toFixed(0)} %`, firstCall.toFixed(0), kibibytes.toFixed(0)];
      console.log(`| ${[...cells, ...more].join(" | ")} |`);
    }
    console.log();
  }
}
process.exit();
