/** Writes one kernel of the lowered program as one function of machine code. */

import type { Kernel } from "../../../compiler/lowered/program.ts";
import { allocateRegisters, type RegisterFile } from "../native/allocate-registers.ts";
import { writeKernel } from "../native/emit-kernel.ts";
import type { EmittedKernel } from "../native/target.ts";
import { assembleSteps } from "./assemble-steps.ts";
import { type CallingConvention, generalRegisters, generalScratch, systemV } from "./calling-convention.ts";
import { Emission, type InstructionSet } from "./emission.ts";
import { X64Statements } from "./emit-statement.ts";

/** The registers each instruction set gives to values. k0 cannot mask. */
export const registerFiles: Readonly<Record<InstructionSet, RegisterFile>> = {
  avx512: { general: generalRegisters, vector: upTo(0, 32), mask: upTo(1, 8) },
  avx2: { general: generalRegisters, vector: upTo(0, 16), mask: [] },
};

/** For other platforms, and for tests of spilled values. */
export interface EmitOptions {
  /** Default System V. */
  readonly convention?: CallingConvention;
  /** Fewer registers than the instruction set has. */
  readonly registers?: RegisterFile;
}

/**
 * The machine code of a kernel.
 *
 * Throws: RangeError when a register has neither one lane nor the instruction set's.
 */
export function emitKernel(
  kernel: Kernel,
  set: InstructionSet,
  { convention = systemV, registers = registerFiles[set] }: EmitOptions = {},
): EmittedKernel {
  const emission = new Emission(set);
  writeKernel(kernel, new X64Statements(kernel, emission));
  const width = emission.fullWidth;
  const allocation = allocateRegisters(emission.steps, registers, { vectorBytes: width / 8, generalScratch });
  return {
    name: kernel.name,
    code: assembleSteps(emission.steps, allocation, width, convention),
    spills: allocation.spills,
    generalSpills: allocation.generalSpills,
  };
}

function upTo(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
