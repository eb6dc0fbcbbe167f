// The command line of the scripts here: times workloads with Tensorloom and the others, and tells it.
import { besidePyTorch } from "../dist/cli/bench/beside-pytorch.js";
import { compareOn } from "../dist/cli/bench/compare.js";
import { contestantThread } from "../dist/cli/bench/contestant-thread.js";
import { limitThreads } from "../dist/cli/bench/limits.js";
import { machine } from "../dist/cli/bench/machine.js";
import { pytorch } from "../dist/cli/bench/pytorch.js";
import { deviceNames } from "../dist/index.js";
import { readOptions, refuse } from "./options.mjs";
import { printComparison, shortened } from "./tell.mjs";

const peers = {
  "tfjs-wasm": () => peer("tfjs-wasm", "tfjs", { threads: 1, backend: "wasm" }),
  "tfjs-cpu": () => peer("tfjs-cpu", "tfjs", { threads: 1, backend: "cpu" }),
  "jax-js": () => peer("jax-js", "jax", { threads: 1, jit: false }),
  "jax-js-jit": () => peer("jax-js-jit", "jax", { threads: 1, jit: true }),
  "jax-js-jit-×2": () => peer("jax-js-jit-×2", "jax", { threads: 2, jit: true }),
  "brain.js": () => peer("brain.js", "brain", { threads: 1 }),
  onnxruntime: () => peer("onnxruntime", "onnx", { threads: 1 }),
  "onnxruntime-×2": () => peer("onnxruntime-×2", "onnx", { threads: 2 }),
  PyTorch: pytorch,
};

/**
 * Does what the command line asks for with workloads: a map from their names to functions that make them. `more` are
 * options that the script has read.
 */
export async function compareCommand(workloads, more = {}) {
  const options = readOptions({
    ...more,
    only: { type: "string", default: [...workloads.keys()].join(",") },
    against: { type: "string", default: Object.keys(peers).join(",") },
    device: { type: "string", default: "wasm", choices: deviceNames() },
    seconds: { type: "string", default: "3", number: true },
    json: { type: "boolean", default: false },
  });
  const { seconds } = options;
  const chosen = named("--only", options.only, Object.fromEntries(workloads));
  const contestants = [1, 2].map((threads) => ours(options.device, threads));
  const own = new Map(contestants.map(({ name, threads }) => [name, threads]));
  for (const [name, start] of named("--against", options.against, peers)) {
    try {
      contestants.push(await start());
    } catch (error) {
      console.error(`${name} does not run here and is left out: ${error.message}`);
    }
  }
  const limits = [1, 2].flatMap((threads) => limitThreads(threads, options.device === "native"));
  const about = { ...machine(), pytorch: contestants.find(({ name }) => name === "PyTorch")?.version };
  if (!options.json) {
    console.log(`Tensorloom ${about.tensorloom}, Node ${about.node}, ${about.processor}, ${about.date}`);
    console.log(
      "milliseconds; share of what the machine can do on as many threads; how often as fast ours is\n",
    );
  }
  const results = {};
  for (const [name, workload] of chosen) {
    const result = await compareOn(await workload(), contestants, limits, {
      seconds,
    });
    results[name] = result;
    if (!options.json) printComparison(result, 2);
  }
  for (const { close } of [...contestants, ...limits]) await close();
  if (options.json) {
    console.log(JSON.stringify({ ...about, ...besidePyTorch(results, own), results }, shortened));
  }
}

function ours(device, threads) {
  const name = threads === 1 ? device : `${device} ×${threads}`;
  const module = new URL("../dist/cli/bench/tensorloom-thread.js", import.meta.url);
  return contestantThread(name, module, { device, threads });
}

function peer(name, module, settings) {
  return contestantThread(name, new URL(`contestants/${module}-thread.mjs`, import.meta.url), settings);
}

function named(option, list, known) {
  return list.split(",").map((name) => {
    if (name in known) return [name, known[name]];
    return refuse(`expected some of ${Object.keys(known).join(", ")} after ${option}, got "${name}"`);
  });
}
