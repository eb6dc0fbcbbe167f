import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createNativeDevice } from "../backends/cpu/x64/device.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice } from "../tensor/index.ts";

/** Makes the built-in devices known; the first that can be used is the default one. */
export function registerDevices(): void {
  registerDevice("native", createNativeDevice);
  registerDevice("wasm", (options) => createWasmDevice({ ...options, platform: nodePlatform }));
  registerDevice("reference", () => createReferenceDevice());
}
