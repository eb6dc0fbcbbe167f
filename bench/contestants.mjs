// The libraries compared, each as prepare(m, k, n, a, b) → { run(): Float32Array, close() } on one thread of
// WebAssembly SIMD. Operands lie in the library's own memory beforehand; each run gives a new array of JavaScript.
import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { createWasmDevice } from "../dist/backends/cpu/wasm/device.js";
import { nodePlatform } from "../dist/backends/cpu/wasm/pool.js";
import { input } from "../dist/graph/node.js";
import { matmul } from "../dist/ops/index.js";

const require = createRequire(import.meta.url);

/** Tensorloom's own device `wasm`, one thread. */
export async function tensorloom() {
  const device = createWasmDevice({ platform: nodePlatform, threads: 1 });
  return {
    name: "tensorloom",
    prepare(m, k, n, a, b) {
      const left = { shape: [m, k], dtype: "float32" };
      const right = { shape: [k, n], dtype: "float32" };
      const inputs = [input(left), input(right)];
      const program = device.compile({ inputs, outputs: [matmul(...inputs)], updates: [] });
      const operands = [device.allocate(left), device.allocate(right)];
      operands[0].write(a);
      operands[1].write(b);
      return {
        run: () => program.run(operands)[0],
        close() {
          program.release();
          for (const operand of operands) operand.release();
        },
      };
    },
  };
}

/** TensorFlow.js's WebAssembly backend with SIMD, one thread (in Node it has no other). */
export async function tfjs() {
  const tf = require("@tensorflow/tfjs-core");
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
  wasm.setThreadsCount(1);
  if (!(await tf.setBackend("wasm"))) throw new Error("Cannot start the backend wasm of tfjs.");
  if (!(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) throw new Error("tfjs runs without SIMD here.");
  return {
    name: "tfjs-wasm",
    prepare(m, k, n, a, b) {
      const operands = [tf.tensor2d(a, [m, k]), tf.tensor2d(b, [k, n])];
      return {
        run() {
          const product = tf.matMul(...operands);
          const data = product.dataSync();
          product.dispose();
          return data;
        },
        close: () => tf.dispose(operands),
      };
    },
  };
}

/** jax-js's device `wasm`, one thread: it looks for web workers, which Node has not. */
export async function jaxjs() {
  const { init, defaultDevice, numpy } = await import("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");
  return {
    name: "jax-js",
    prepare(m, k, n, a, b) {
      const left = numpy.array(a, { shape: [m, k] });
      const right = numpy.array(b, { shape: [k, n] });
      return {
        run: () => numpy.matmul(left.ref, right.ref).dataSync(),
        close() {
          left.dispose();
          right.dispose();
        },
      };
    },
  };
}
