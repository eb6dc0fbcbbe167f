/** For tests: runs kernels in the emulator and by the interpreter's meaning and compares every bit. */

import type { Kernel } from "../../../compiler/lowered/program.ts";
import type { RegisterFile } from "../native/allocate-registers.ts";
import {
  assertGuarded,
  type Elements,
  guardedCopy,
  runMeaning,
} from "../native/kernel-meaning.test.support.ts";
import type { EmittedKernel } from "../native/target.ts";
import { emitKernel } from "./emit-kernel.ts";
import { EmulatedProgram } from "./emulator.testing.ts";
import { neonTarget } from "./target.ts";

/** A kernel and what it runs over: copies of these, one a parameter. */
export interface KernelCase {
  readonly kernel: Kernel;
  readonly buffers: readonly Elements[];
  /** Default all. */
  readonly registers?: RegisterFile;
}

/** Runs every chunk of every kernel, for every count of its repeat, all in one emulated program. */
export function checkKernels(cases: readonly KernelCase[]): readonly EmittedKernel[] {
  const program = new EmulatedProgram();
  const running = cases.map(({ kernel, buffers, registers }) => {
    const emitted = emitKernel(kernel, registers);
    const code = program.place(emitted.code);
    const copies = buffers.map(guardedCopy);
    const addresses = copies.map(({ inside, whole }) => program.place(whole) + inside.byteOffset);
    const parameters = program.place(BigUint64Array.from(addresses, BigInt));
    const chunks = kernel.grid.reduce((product, { extent }) => product * extent, 1);
    for (let repeat = 0; repeat < (kernel.repeat?.extent ?? 1); repeat++) {
      for (let chunk = 0; chunk < chunks; chunk++) program.call(code, chunk, repeat, parameters);
    }
    return { emitted, copies };
  });
  program.run();
  cases.forEach(({ kernel, buffers }, i) => {
    const expected = buffers.map((buffer) => buffer.slice());
    runMeaning(kernel, neonTarget, expected);
    running[i]!.copies.forEach((copy, parameter) => {
      assertGuarded(copy, expected[parameter]!, `${kernel.name}, parameter ${parameter}`);
    });
  });
  return running.map(({ emitted }) => emitted);
}
