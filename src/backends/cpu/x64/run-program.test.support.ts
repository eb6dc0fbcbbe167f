/** For tests: runs a whole lowered program natively, one chunk after another, called from JavaScript. */

import type { Affine, Argument, Kernel, Phase, Program } from "../../../compiler/lowered/program.ts";
import type { InstructionSet } from "./emission.ts";
import { emitKernel } from "./emit-kernel.ts";
import { type Elements, native } from "./kernel-check.test.support.ts";
import { loadKernel, type NativeKernel } from "./native-kernel.ts";

/** Runs a program once over `buffers`, which are as for the interpreter. Returns the vectors on the stack. */
export function runProgramNatively(
  program: Program,
  set: InstructionSet,
  buffers: readonly (Elements | undefined)[],
): number {
  const arena = new Float32Array(program.arenaLength).fill(Number.NaN);
  const kernels = new Map<Kernel, NativeKernel>();
  let spills = 0;
  const load = (kernel: Kernel): NativeKernel => {
    const emitted = emitKernel(kernel, set);
    spills += emitted.spills;
    const loaded = loadKernel(native(), emitted);
    kernels.set(kernel, loaded);
    return loaded;
  };
  const view = ({ buffer, offset, oddOffset }: Argument, repeat: number): Elements => {
    const spec = program.buffers[buffer]!;
    const start = (spec.arenaOffset ?? 0) + evaluate(offset, repeat) + (repeat % 2 === 1 ? oddOffset : 0);
    return (spec.role === "temporary" ? arena : (spec.contents ?? buffers[buffer]!)).subarray(start);
  };
  const run = (phase: Phase, repeat: number) => {
    for (const launch of phase.launches) {
      const loaded = kernels.get(launch.kernel) ?? load(launch.kernel);
      const views = launch.arguments.map((argument) => view(argument, repeat));
      const chunks = launch.kernel.grid.reduce((product, { extent }) => product * extent, 1);
      for (let chunk = 0; chunk < chunks; chunk++) loaded.run(chunk, repeat, views);
    }
  };
  for (const step of program.steps) {
    if (step.kind === "phase") run(step, 0);
    else {
      for (let i = 0; i < step.variable.extent; i++) for (const phase of step.body) run(phase, i);
    }
  }
  for (const loaded of kernels.values()) loaded.free();
  return spills;
}

/** Of the enclosing repeat's counter, the only variable that an argument's offset has. */
function evaluate({ constant, terms }: Affine, repeat: number): number {
  return terms.reduce((sum, { coefficient }) => sum + coefficient * repeat, constant);
}
