// How long the first call of a compiled training step takes, for the MNIST recipe's network or one of ResNet-50's
// size, and what the calls after it take while V8 replaces its first code: see README.md.
//
//   node compile-time.mjs [--model cnn|resnet50] [--optimizer adam|sgd] [--steps 5] [--json]
import {
  compile,
  fromHostArray,
  losses,
  manualSeed,
  optim,
  programCounts,
  setDevice,
} from "../dist/index.js";
import { MnistCNN } from "../dist/models/index.js";
import { readOptions } from "./options.mjs";
import { ResNet50 } from "./resnet50.mjs";

const options = readOptions({
  model: { type: "string", default: "cnn", choices: ["cnn", "resnet50"] },
  optimizer: { type: "string", default: "adam", choices: ["adam", "sgd"] },
  steps: { type: "string", default: "5", integer: true },
  json: { type: "boolean", default: false },
});
setDevice("wasm", { threads: 1 });
manualSeed(1);
const [model, shape] =
  options.model === "cnn" ? [new MnistCNN(), [64, 1, 28, 28]] : [new ResNet50(), [2, 3, 32, 32]];
const optimizer =
  options.optimizer === "adam"
    ? new optim.Adam(model.parameters())
    : new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
const x = fromHostArray(new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5), shape, "float32");
const y = fromHostArray(new Int32Array(shape[0]), [shape[0]], "int32");
const step = compile((x, y) => {
  optimizer.zeroGrad();
  const loss = losses.crossEntropy(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
});
const milliseconds = [];
for (let i = 0; i <= options.steps; i++) {
  const start = performance.now();
  step(x, y).item();
  milliseconds.push(Number((performance.now() - start).toFixed(1)));
}
const [firstCall, ...later] = milliseconds;
const { milliseconds: compiling, keptBytes } = programCounts();
const result = {
  benchmark: "compile-time",
  node: process.version,
  model: options.model,
  optimizer: options.optimizer,
  compiling: Number(compiling.toFixed(1)),
  kibibytes: Math.round(keptBytes / 1024),
  firstCall,
  later,
};
if (options.json) console.log(JSON.stringify(result));
else {
  const { compiling, kibibytes } = result;
  console.log(
    `${options.model}, ${options.optimizer}: the graph to ${kibibytes} KiB of code in ${compiling} ms`,
  );
  console.log(
    `first call ${firstCall} ms, with recording before and running after; then ${later.join(", ")} ms`,
  );
}
process.exit();
