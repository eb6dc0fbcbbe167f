/** Tensorloom: deep learning for TypeScript. The door for Node; `browser.ts` is that for pages. */

import { createArm64Device } from "./backends/cpu/arm64/device.ts";
import { createWasmDevice } from "./backends/cpu/wasm/device.ts";
import { nodePlatform } from "./backends/cpu/wasm/pool.ts";
import { createNativeDevice } from "./backends/cpu/x64/device.ts";
import { createReferenceDevice } from "./backends/reference/device.ts";
import { registerDevice } from "./runtime/device-registry.ts";

export * as audio from "./audio/index.ts";
export * as baselines from "./baselines/index.ts";
export * as data from "./data/index.ts";
export * as image from "./image/index.ts";
export * as io from "./io/index.ts";
export * as losses from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export * as models from "./models/index.ts";
export * as nn from "./nn/index.ts";
export * as optim from "./optim/index.ts";
export * as preprocessing from "./preprocessing/index.ts";
export * from "./tensor/index.ts";
export * as text from "./text/index.ts";
export * as train from "./train/index.ts";

const nativeFactory = process.arch === "arm64" ? createArm64Device : createNativeDevice;
// On macOS nobody has tried machine code yet: there it is for those who ask for it.
const triedHere = process.platform !== "darwin";
if (triedHere) registerDevice("native", nativeFactory);
registerDevice("wasm", (options) => createWasmDevice({ ...options, platform: nodePlatform }));
if (!triedHere) registerDevice("native", nativeFactory);
registerDevice("reference", createReferenceDevice);
