// TensorFlow.js in Node: its backend "wasm" with SIMD and one thread (in Node it has no other), or "cpu", JavaScript.
import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { workerData } from "node:worker_threads";
import { serve } from "../../dist/cli/bench/serve.js";
import { prepareTfjs } from "./tfjs.mjs";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");
wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
wasm.setThreadsCount(1);
const { backend } = workerData;
if (!(await tf.setBackend(backend))) throw new Error(`Cannot start the backend ${backend} of tfjs.`);
if (backend === "wasm" && !(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) {
  throw new Error("Cannot compare with tfjs: it runs without SIMD here.");
}
serve(prepareTfjs(tf, backend));
