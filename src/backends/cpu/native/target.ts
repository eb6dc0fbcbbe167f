/** What the native device must know of a processor: what programs are compiled for, and who writes their code. */

import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import type { Kernel, Step } from "../../../compiler/lowered/program.ts";

/** One kernel as machine code. */
export interface EmittedKernel {
  readonly name: string;
  /** `void kernel(int64 chunk, int64 repeat, void **parameters)`, to be put at a multiple of 64. */
  readonly code: Uint8Array;
  /** Vector and mask values that live on the stack: a tile must have none. */
  readonly spills: number;
  /** Pointers and counters that live on the stack. */
  readonly generalSpills: number;
}

/** A program of the system that reads machine code, and its options for a file of nothing else. */
export interface Disassembler {
  readonly command: string;
  readonly options: readonly string[];
}

/** An instruction set. */
export interface NativeTarget {
  readonly compiler: CpuTarget;
  emitKernel(kernel: Kernel): EmittedKernel;
  /**
   * `void drive(int64 control, int64 thread, int64 threads)`, called by each thread of a run: all steps over the buffers
   * in the table that the control block names, one pointer a buffer.
   *
   * @param kernelAt Where a kernel's code lies: bytes from the start of this code, which follows it.
   */
  emitDriver(steps: readonly Step[], kernelAt: (kernel: Kernel) => number): Uint8Array;
  /** `void enter(int64 control, int64 thread, int64 threads)`: on to the run's driver, with the same arguments. */
  emitEntry(): Uint8Array;
  readonly disassembler: Disassembler;
}
