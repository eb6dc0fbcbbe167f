/** Emits a lowered program as one piece of machine code. */

import { KernelTable } from "../../../compiler/lowered/kernel-table.ts";
import type { Kernel, Program, Step } from "../../../compiler/lowered/program.ts";
import type { Preparation } from "../../../compiler/split-preparation.ts";
import { widthOf } from "../driver-plan.ts";
import type { EmittedKernel, NativeTarget } from "./target.ts";

/** Where code and its constants may lie. */
const alignment = 64;

/** A kernel and where its code starts. */
export interface PlacedKernel extends EmittedKernel {
  readonly offset: number;
}

/** Code that goes through steps: `void drive(int64 control, int64 thread, int64 threads)`. */
export interface PlacedDriver {
  readonly offset: number;
  /** Threads that it can keep busy; it must not be run on more, which could come when it is over. */
  readonly width: number;
}

/** A program as machine code: its kernels, equal ones once, and its drivers after them. */
export interface EmittedProgram {
  readonly code: Uint8Array;
  readonly kernels: readonly PlacedKernel[];
  readonly driver: PlacedDriver;
  /** The drivers of its two parts, if it was split. */
  readonly parts?: { readonly preparation: PlacedDriver; readonly rest: PlacedDriver };
}

/** The machine code of a program, to be put at a multiple of 64. Throws what `emitKernel` throws. */
export function emitProgram(program: Program, target: NativeTarget, split?: Preparation): EmittedProgram {
  const kernels: PlacedKernel[] = [];
  const offsets = new KernelTable<number>();
  const pieces: { readonly code: Uint8Array; readonly offset: number }[] = [];
  let end = 0;
  const add = (code: Uint8Array): number => {
    const offset = Math.ceil(end / alignment) * alignment;
    pieces.push({ code, offset });
    end = offset + code.length;
    return offset;
  };
  const place = (kernel: Kernel): number => {
    const emitted = target.emitKernel(kernel);
    const offset = add(emitted.code);
    kernels.push({ ...emitted, offset });
    return offset;
  };
  for (const step of program.steps) {
    for (const phase of step.kind === "phase" ? [step] : step.body) {
      for (const { kernel } of phase.launches) offsets.get(kernel, place);
    }
  }
  const addDriver = (steps: readonly Step[]): PlacedDriver => {
    const start = Math.ceil(end / alignment) * alignment;
    const offset = add(target.emitDriver(steps, (kernel) => offsets.get(kernel, place) - start));
    return { offset, width: widthOf(steps) };
  };
  const driver = addDriver(program.steps);
  const parts = split && { preparation: addDriver(split.steps), rest: addDriver(split.rest) };
  const code = new Uint8Array(end);
  for (const piece of pieces) code.set(piece.code, piece.offset);
  return { code, kernels, driver, ...(parts && { parts }) };
}
