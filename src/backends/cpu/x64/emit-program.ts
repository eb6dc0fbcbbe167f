/** Emits a lowered program as one piece of machine code. */

import { KernelTable } from "../../../compiler/lowered/kernel-table.ts";
import type { Kernel, Program } from "../../../compiler/lowered/program.ts";
import type { InstructionSet } from "./emission.ts";
import { emitDriver } from "./emit-driver.ts";
import { type EmittedKernel, emitKernel } from "./emit-kernel.ts";

/** Where code and its constants may lie. */
const alignment = 64;

/** A kernel and where its code starts. */
export interface PlacedKernel extends EmittedKernel {
  readonly offset: number;
}

/** A program as machine code: its kernels, equal ones once, and the driver after them. */
export interface EmittedProgram {
  readonly code: Uint8Array;
  readonly kernels: readonly PlacedKernel[];
  /** Where the driver starts: `void drive(int64 control, int64 thread, int64 threads)`. */
  readonly driver: number;
}

/** The machine code of a program, to be put at a multiple of 64. Throws what `emitKernel` throws. */
export function emitProgram(program: Program, set: InstructionSet): EmittedProgram {
  const kernels: PlacedKernel[] = [];
  const offsets = new KernelTable<number>();
  let end = 0;
  const place = (kernel: Kernel): number => {
    const offset = end;
    const emitted = emitKernel(kernel, set);
    kernels.push({ ...emitted, offset });
    end = Math.ceil((end + emitted.code.length) / alignment) * alignment;
    return offset;
  };
  for (const step of program.steps) {
    for (const phase of step.kind === "phase" ? [step] : step.body) {
      for (const { kernel } of phase.launches) offsets.get(kernel, place);
    }
  }
  const driver = end;
  const driverCode = emitDriver(program, (kernel) => offsets.get(kernel, place) - driver);
  const code = new Uint8Array(driver + driverCode.length);
  for (const { code: each, offset } of kernels) code.set(each, offset);
  code.set(driverCode, driver);
  return { code, kernels, driver };
}
