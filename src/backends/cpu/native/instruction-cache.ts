/** On AArch64 a processor that fetches instructions does not see what was written as data until it is told to. */

import type { Koffi, NativePointer } from "./koffi.ts";

/**
 * `void flush(void *start, void *end)`, in words: writes the lines of the data cache back (`dc cvau`), waits, drops those of
 * the instruction cache (`ic ivau`), waits, and fetches anew. No line is shorter than the sixteen bytes of a step.
 */
export const flushCode = Uint32Array.of(
  0xaa0003e2, // mov x2, x0
  0xd50b7b22, // dc cvau, x2
  0x91004042, // add x2, x2, #16
  0xeb01005f, // cmp x2, x1
  0x54ffffa3, // b.lo −12
  0xd5033b9f, // dsb ish
  0xd50b7520, // ic ivau, x0
  0x91004000, // add x0, x0, #16
  0xeb01001f, // cmp x0, x1
  0x54ffffa3, // b.lo −12
  0xd5033b9f, // dsb ish
  0xd5033fdf, // isb
  0xd65f03c0, // ret
);

/** Tells processors that they may execute so many bytes from an address on. */
export type Synchronize = (address: NativePointer, bytes: number) => void;

/**
 * What has to be done on this computer before new code is called: nothing on x86-64, a function of the system on macOS,
 * on Linux the code above. Of `place`, which puts it there, the system sees to it that it can be executed: the kernel
 * does so for a page that becomes executable for the first time.
 */
export function instructionCache(koffi: Koffi, place: (code: Uint8Array) => NativePointer): Synchronize {
  if (process.arch !== "arm64") return () => {};
  if (process.platform === "darwin") {
    const invalidate = koffi.load(null).func("void sys_icache_invalidate(void *start, size_t bytes)");
    return (address, bytes) => {
      invalidate(address, bytes);
    };
  }
  const flush = koffi.decode(
    place(new Uint8Array(flushCode.buffer)),
    koffi.proto("void (void *start, void *end)"),
  );
  return (address, bytes) => {
    flush(address, address + BigInt(bytes));
  };
}
