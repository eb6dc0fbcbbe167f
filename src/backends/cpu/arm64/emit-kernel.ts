/** Writes one kernel of the lowered program as one function of machine code. */

import type { Kernel } from "../../../compiler/lowered/program.ts";
import { allocateRegisters, type RegisterFile } from "../native/allocate-registers.ts";
import { writeKernel } from "../native/emit-kernel.ts";
import type { EmittedKernel } from "../native/target.ts";
import { assembleSteps } from "./assemble-steps.ts";
import { Arm64Statements } from "./emit-statement.ts";
import { generalScratch, registerFile } from "./registers.ts";

const vectorBytes = 16;

/**
 * The machine code of a kernel. `registers` are fewer in tests of spilled values.
 *
 * Throws: RangeError when a register has neither one lane nor four.
 */
export function emitKernel(kernel: Kernel, registers: RegisterFile = registerFile): EmittedKernel {
  const statements = new Arm64Statements(kernel);
  writeKernel(kernel, statements);
  const { steps } = statements.writer;
  const allocation = allocateRegisters(steps, registers, { vectorBytes, generalScratch });
  return {
    name: kernel.name,
    code: assembleSteps(steps, allocation),
    spills: allocation.spills,
    generalSpills: allocation.generalSpills,
  };
}
