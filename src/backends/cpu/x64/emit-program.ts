/** Emits a lowered program as one piece of machine code. */

import type { Kernel, Program } from "../../../compiler/lowered/program.ts";
import type { InstructionSet } from "./emission.ts";
import { emitDriver } from "./emit-driver.ts";
import { type EmittedKernel, emitKernel } from "./emit-kernel.ts";

/** Where code and its constants may lie. */
const alignment = 64;
/** Maps each byte to a character of its own. */
const latin1 = new TextDecoder("latin1");

/** A kernel and where its code starts. */
export interface PlacedKernel extends EmittedKernel {
  readonly offset: number;
}

/** A program as machine code: its kernels, those with the same code once, and the driver after them. */
export interface EmittedProgram {
  readonly code: Uint8Array;
  readonly kernels: readonly PlacedKernel[];
  /** Where the driver starts: `void drive(int64 control, int64 thread, int64 threads)`. */
  readonly driver: number;
}

/** The machine code of a program, to be put at a multiple of 64. Throws what `emitKernel` throws. */
export function emitProgram(program: Program, set: InstructionSet): EmittedProgram {
  const kernels: PlacedKernel[] = [];
  const byKernel = new Map<Kernel, number>();
  const byCode = new Map<string, number>();
  let end = 0;
  const place = (kernel: Kernel): void => {
    const emitted = emitKernel(kernel, set);
    const key = latin1.decode(emitted.code);
    let offset = byCode.get(key);
    if (offset === undefined) {
      offset = end;
      kernels.push({ ...emitted, offset });
      byCode.set(key, offset);
      end = Math.ceil((end + emitted.code.length) / alignment) * alignment;
    }
    byKernel.set(kernel, offset);
  };
  for (const step of program.steps) {
    for (const phase of step.kind === "phase" ? [step] : step.body) {
      for (const { kernel } of phase.launches) if (!byKernel.has(kernel)) place(kernel);
    }
  }
  const driver = end;
  const driverCode = emitDriver(program, (kernel) => byKernel.get(kernel)! - driver);
  const code = new Uint8Array(driver + driverCode.length);
  for (const { code: each, offset } of kernels) code.set(each, offset);
  code.set(driverCode, driver);
  return { code, kernels, driver };
}
