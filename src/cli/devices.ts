import { createArm64Device } from "../backends/cpu/arm64/device.ts";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createNativeDevice } from "../backends/cpu/x64/device.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice } from "../tensor/index.ts";

/** Makes the built-in devices known; the first that can be used is the default one. */
export function registerDevices(): void {
  const nativeFactory = process.arch === "arm64" ? createArm64Device : createNativeDevice;
  // On macOS nobody has tried machine code yet: there it is for those who ask for it.
  const triedHere = process.platform !== "darwin";
  if (triedHere) registerDevice("native", nativeFactory);
  registerDevice("wasm", (options) => createWasmDevice({ ...options, platform: nodePlatform }));
  if (!triedHere) registerDevice("native", nativeFactory);
  registerDevice("reference", () => createReferenceDevice());
}
