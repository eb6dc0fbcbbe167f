/**
 * Tensorloom in a browser: tensors, layers, losses, optimizers, metrics, tokenizers, weights as bytes and the WebAssembly device. What reads
 * files (`data`, `train`, the rest of `io`) is in Node's door only.
 */

import { browserPlatform } from "./backends/cpu/wasm/browser-pool.ts";
import { createWasmDevice } from "./backends/cpu/wasm/device.ts";
import { createReferenceDevice } from "./backends/reference/device.ts";
import { registerDevice } from "./runtime/device-registry.ts";

export * as audio from "./audio/index.ts";
export * as baselines from "./baselines/index.ts";
export * as io from "./io/bytes.ts";
export * as losses from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export * as models from "./models/index.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export * as preprocessing from "./preprocessing/index.ts";
export * from "./tensor/index.ts";
export * as text from "./text/in-memory.ts";

registerDevice("wasm", (options) => createWasmDevice({ ...options, platform: browserPlatform() }));
registerDevice("reference", createReferenceDevice);
