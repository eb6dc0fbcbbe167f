import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice } from "../tensor/index.ts";

/** Makes the built-in devices known; the first is the default one. */
export function registerDevices(): void {
  registerDevice("wasm", (options) => createWasmDevice({ ...options, platform: nodePlatform }));
  registerDevice("reference", () => createReferenceDevice());
}
