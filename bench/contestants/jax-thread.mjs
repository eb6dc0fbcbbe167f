// jax-js's device `wasm` in Node. It starts a pool of web workers where there are some; Node has none, so alone it has
// one thread. With `threads` above 1 it is given a `Worker` made from Node's worker threads.
import { resolveObjectURL } from "node:buffer";
import { Worker as NodeWorker, workerData } from "node:worker_threads";
import { serve } from "../../dist/cli/bench/serve.js";
import { prepareJax } from "./jax.mjs";

const { threads, jit } = workerData;
if (threads > 1) {
  globalThis.Worker = class Worker {
    onmessage;
    onerror;
    #started;

    constructor(url) {
      this.#started = resolveObjectURL(url)
        .text()
        .then((source) => {
          const worker = new NodeWorker(prelude + source, { eval: true });
          worker.on("message", (data) => this.onmessage?.({ data }));
          worker.on("error", (error) => this.onerror?.(error));
          worker.unref();
          return worker;
        });
    }

    postMessage(message) {
      this.#started.then((worker) => worker.postMessage(message));
    }
  };
  Object.defineProperty(globalThis, "navigator", {
    value: { hardwareConcurrency: threads },
    configurable: true,
  });
}
const prelude = `
const { parentPort } = require("node:worker_threads");
const self = globalThis;
self.postMessage = (message) => parentPort.postMessage(message);
parentPort.on("message", (data) => self.onmessage({ data }));
`;

const jax = await import("@jax-js/jax");
await jax.init("wasm");
jax.defaultDevice("wasm");
serve(prepareJax(jax, { jit }));
