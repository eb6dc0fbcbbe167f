/** Emits a lowered program as one WebAssembly module. */

import { KernelTable } from "../../../compiler/lowered/kernel-table.ts";
import type { Kernel, Program } from "../../../compiler/lowered/program.ts";
import { widthOf } from "../driver-plan.ts";
import { encodeModule, type WasmFunction, type WasmModule } from "./assembler.ts";
import { emitBarrier } from "./barrier.ts";
import { emitAloneDriver, emitShareDriver } from "./emit-driver.ts";
import { emitKernel } from "./emit-kernel.ts";
import type { Waiting } from "./thread-pool.ts";

/** WebAssembly's memory ends at 4 GiB. */
export const maximumPages = 65536;

/** A program as WebAssembly. */
export interface EmittedProgram {
  readonly module: WasmModule;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The largest number of chunks that may run at the same time. */
  readonly width: number;
}

/**
 * One module for a program: a function for each kernel, equal ones sharing it, and the drivers
 * `alone(frame)` and `share(frame, thread, threads)`. `frame` is the byte address of a table with the byte address
 * of each of the program's buffers. Where the calling thread waits never, memory is not shared, and there is nothing
 * but `alone`. Throws what `emitKernel` throws.
 */
export function emitProgram(program: Program, waiting: Waiting): EmittedProgram {
  const shared = waiting !== "never";
  const functions: WasmFunction[] = shared ? [emitBarrier(waiting)] : [];
  const known = new KernelTable<number>();
  const kernel = (key: Kernel): number => known.get(key, () => functions.push(emitKernel(key)) - 1);
  const callees = { kernel, barrier: 0 };
  const width = widthOf(program.steps);
  const exports = new Map([["alone", functions.push(emitAloneDriver(program, callees)) - 1]]);
  if (shared && width > 1) exports.set("share", functions.push(emitShareDriver(program, callees)) - 1);
  const module: WasmModule = { functions, exports, memory: { minimum: 1, maximum: maximumPages, shared } };
  return { module, bytes: encodeModule(module), width };
}
