/** The CPU devices that one suite runs on: wasm, and native with each instruction set there is here. */

import type { CompileOptions } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import type { Device } from "../../runtime/device.ts";
import { createArm64Device, usableKoffi } from "./arm64/device.ts";
import { neonNative } from "./arm64/target.ts";
import type { NativeTarget } from "./native/target.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { wasmTarget } from "./wasm/target.ts";
import { createNativeDevice } from "./x64/device.ts";
import { sets } from "./x64/kernel-check.test.support.ts";
import { x64Natives } from "./x64/target.ts";

/** A way to make a device, and what programs are compiled for on it. */
export interface CpuDevice {
  readonly name: string;
  readonly target: CpuTarget;
  /** Why it cannot be tested here, or false. */
  readonly skip: string | false;
  create(options: CpuDeviceOptions): Device;
}

/** What tests set: see `WasmDeviceOptions`. */
export interface CpuDeviceOptions {
  readonly threads: number;
  readonly compile?: CompileOptions;
  readonly leastSharedWork?: number;
}

/** What the native device can be told on some computer, and why not on this one, or false. */
export interface NativeDevice extends Pick<CpuDevice, "skip" | "create"> {
  readonly instructions: string;
  readonly target: NativeTarget;
}

/** Every instruction set; the last is AVX2, which is tried with fewer samples where there is AVX-512 too. */
export const nativeDevices: readonly NativeDevice[] = [
  { instructions: "NEON", target: neonNative("futex"), skip: reasonAgainstNeon(), create: createArm64Device },
  ...sets.map(({ set, skip }) => ({
    instructions: set,
    target: x64Natives[set],
    skip,
    create: (options: CpuDeviceOptions) => createNativeDevice({ ...options, instructionSet: set }),
  })),
];

/** All of them. */
export const cpuDevices: readonly CpuDevice[] = [
  {
    name: "wasm",
    target: wasmTarget,
    skip: false,
    create: (options) => createWasmDevice({ ...options, platform: nodePlatform }),
  },
  ...nativeDevices.map(({ instructions, target, skip, create }) => ({
    name: `native with ${instructions}`,
    target: target.compiler,
    skip,
    create,
  })),
];

function reasonAgainstNeon(): string | false {
  try {
    usableKoffi();
    return false;
  } catch (error) {
    return (error as Error).message;
  }
}
