/** Emits a lowered program as one WebAssembly module. */

import type { Kernel, Program } from "../../../compiler/lowered/program.ts";
import { programWidth } from "../driver-plan.ts";
import { encodeBody, encodeModule, type WasmFunction, type WasmModule } from "./assembler.ts";
import { emitBarrier } from "./barrier.ts";
import { emitAloneDriver, emitShareDriver } from "./emit-driver.ts";
import { emitKernel } from "./emit-kernel.ts";
import type { Waiting } from "./thread-pool.ts";

/** Maps each byte to a character of its own. */
const latin1 = new TextDecoder("latin1");

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
 * One module for a program: a function for each kernel that differs from the others in its code, and the drivers
 * `alone(frame)` and `share(frame, thread, threads)`. `frame` is the byte address of a table with the byte address
 * of each of the program's buffers. Where the calling thread waits never, memory is not shared, and there is nothing
 * but `alone`. Throws what `emitKernel` throws.
 */
export function emitProgram(program: Program, waiting: Waiting): EmittedProgram {
  const shared = waiting !== "never";
  const functions: WasmFunction[] = shared ? [emitBarrier(waiting)] : [];
  const byKernel = new Map<Kernel, number>();
  const byCode = new Map<string, number>();
  const kernel = (key: Kernel): number => {
    const known = byKernel.get(key);
    if (known !== undefined) return known;
    const fn = emitKernel(key);
    const code = `${fn.parameters}:${latin1.decode(encodeBody(fn))}`;
    const index = byCode.get(code) ?? functions.push(fn) - 1;
    byCode.set(code, index);
    byKernel.set(key, index);
    return index;
  };
  const callees = { kernel, barrier: 0 };
  const width = programWidth(program);
  const exports = new Map([["alone", functions.push(emitAloneDriver(program, callees)) - 1]]);
  if (shared && width > 1) exports.set("share", functions.push(emitShareDriver(program, callees)) - 1);
  const module: WasmModule = { functions, exports, memory: { minimum: 1, maximum: maximumPages, shared } };
  return { module, bytes: encodeModule(module), width };
}
