// One contestant of the page's address (?name=…&threads=…), which compare.mjs calls by `globalThis.ask`.
import { answers } from "./answers.mjs";

const settings = Object.fromEntries(new URLSearchParams(location.search));
const threads = Number(settings.threads);

/** Tensorloom runs in a worker, as it should in a page: only there may it sleep, and use all cores. */
function tensorloom() {
  const worker = new Worker(`tensorloom-worker.mjs?threads=${threads}`, { type: "module" });
  return (request) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data: { value, error } }) =>
        error === undefined ? resolve(value) : reject(new Error(error));
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(request);
    });
}

/** tfjs runs in the page with its own threads. It takes half the cores, so it is told of twice as many. */
async function tfjs() {
  Object.defineProperty(navigator, "hardwareConcurrency", { value: 2 * threads });
  const { prepareTfjs } = await import("../contestants/tfjs.mjs");
  tf.wasm.setWasmPaths("/bench/node_modules/@tensorflow/tfjs-backend-wasm/dist/");
  tf.wasm.setThreadsCount(threads);
  if (!(await tf.setBackend("wasm"))) throw new Error("Cannot start the backend wasm of tfjs.");
  if (tf.wasm.getThreadsCount() !== threads)
    throw new Error(`Cannot start ${threads} threads of tfjs, only ${tf.wasm.getThreadsCount()}.`);
  return answers(prepareTfjs(tf, "wasm"));
}

/** jax-js runs in the page with its own pool, of as many workers as there are cores. */
async function jax() {
  const { prepareJax } = await import("../contestants/jax.mjs");
  const library = await import("@jax-js/jax");
  await library.init("wasm");
  library.defaultDevice("wasm");
  return answers(prepareJax(library, { jit: true }));
}

const contestants = { tensorloom, "tfjs-wasm": tfjs, "jax-js-jit": jax };
globalThis.started = (async () => {
  if (!crossOriginIsolated)
    throw new Error("Cannot compare without shared memory: the page is not isolated.");
  globalThis.ask = await contestants[settings.name]();
})();
