/** The CPU devices that one suite runs on: wasm, and native with each instruction set. */

import type { CompileOptions } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import type { Device } from "../../runtime/device.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { wasmTarget } from "./wasm/target.ts";
import { createNativeDevice } from "./x64/device.ts";
import { sets } from "./x64/kernel-check.test.support.ts";
import { x64Targets } from "./x64/target.ts";

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

/** All of them. */
export const cpuDevices: readonly CpuDevice[] = [
  {
    name: "wasm",
    target: wasmTarget,
    skip: false,
    create: (options) => createWasmDevice({ ...options, platform: nodePlatform }),
  },
  ...sets.map(({ set, skip }) => ({
    name: `native with ${set}`,
    target: x64Targets[set],
    skip,
    create: (options: CpuDeviceOptions) => createNativeDevice({ ...options, instructionSet: set }),
  })),
];
