/** An emitted kernel as a function that JavaScript can call. */

import { makeExecutable } from "./executable-memory.ts";
import type { Koffi } from "./koffi.ts";
import type { EmittedKernel } from "./target.ts";

/** A kernel in executable memory. */
export interface NativeKernel {
  /** Runs one chunk over the buffers, one a kernel parameter; they must be as long as the kernel's accesses need. */
  run(chunk: number, repeat: number, buffers: readonly (Float32Array | Int32Array)[]): void;
  /** Gives the code's memory back. */
  free(): void;
}

const prototypes = new WeakMap<Koffi, unknown>();

/** Puts the code where it can run. */
export function loadKernel(koffi: Koffi, emitted: EmittedKernel): NativeKernel {
  const memory = makeExecutable(koffi, emitted.code);
  let prototype = prototypes.get(koffi);
  if (prototype === undefined) {
    prototype = koffi.proto("void (int64_t chunk, int64_t repeat, void *parameters)");
    prototypes.set(koffi, prototype);
  }
  const call = koffi.decode(memory.address, prototype);
  return {
    run: (chunk, repeat, buffers) => {
      const pointers = BigUint64Array.from(buffers, (buffer) => koffi.address(buffer));
      call(chunk, repeat, pointers);
    },
    free: () => memory.free(),
  };
}
