/** For tests: runs a whole lowered program natively, by chunks that JavaScript calls or by an engine. */

import type { Affine, Argument, Kernel, Phase, Program } from "../../../compiler/lowered/program.ts";
import type { Elements } from "../native/kernel-meaning.test.support.ts";
import type { NativeEngine } from "../native/native-engine.ts";
import { loadKernel, type NativeKernel } from "../native/native-kernel.ts";
import { nativeArray } from "../native/native-memory.ts";
import type { InstructionSet } from "./emission.ts";
import { emitKernel } from "./emit-kernel.ts";
import { native } from "./kernel-check.test.support.ts";

/** Runs a program on an engine over those arrays; states are copied to the engine and back. */
export function runOnEngine(
  engine: NativeEngine,
  program: Program,
  arrays: readonly (Elements | undefined)[],
  times = 1,
): void {
  const loaded = engine.load(program);
  const bindings = program.buffers.map(({ role, type, length }, i) => {
    if (role !== "state") return arrays[i];
    const memory = nativeArray(engine.koffi, type, length);
    memory.elements.set(arrays[i]!);
    return memory;
  });
  for (let i = 0; i < times; i++) loaded.run(bindings);
  bindings.forEach((binding, i) => {
    if (binding !== undefined && "elements" in binding) arrays[i]!.set(binding.elements);
  });
  loaded.release();
}

/** Runs a program once over `buffers`, chunk after chunk; they are as for the interpreter. Returns the vectors on the stack. */
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
