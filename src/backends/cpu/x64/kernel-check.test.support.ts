/** For tests: runs kernels natively and by the interpreter's meaning and compares every bit. */

import assert from "node:assert/strict";
import type { Kernel } from "../../../compiler/lowered/program.ts";
import {
  assertGuarded,
  type Elements,
  guardedCopy,
  runMeaning,
} from "../native/kernel-meaning.test.support.ts";
import { type Koffi, loadKoffi } from "../native/koffi.ts";
import { loadKernel } from "../native/native-kernel.ts";
import type { EmittedKernel } from "../native/target.ts";
import { type CpuFeatures, cpuFeatures } from "./cpu-features.ts";
import type { InstructionSet } from "./emission.ts";
import { type EmitOptions, emitKernel } from "./emit-kernel.ts";
import { x64Targets } from "./target.ts";

const koffi = loadKoffi();
const features = findFeatures();

function findFeatures(): CpuFeatures | string {
  if (koffi === undefined) return "the package koffi is not installed or has no binary for this platform";
  if (process.platform !== "linux") return "executable memory is made on linux only";
  try {
    return cpuFeatures(koffi);
  } catch (error) {
    return `executable memory is not to be had: ${String(error)}`;
  }
}

/** The instruction sets to test, each with the reason to skip it, or false. */
export const sets: readonly { readonly set: InstructionSet; readonly skip: string | false }[] = [
  { set: "avx512", skip: reasonAgainst((cpu) => cpu.avx512, "AVX-512") },
  { set: "avx2", skip: reasonAgainst((cpu) => cpu.avx2 && cpu.fma, "AVX2 with FMA") },
];

function reasonAgainst(supports: (cpu: CpuFeatures) => boolean, what: string): string | false {
  if (typeof features === "string") return features;
  return supports(features) ? false : `this processor has no ${what}`;
}

/** koffi, in tests that are not skipped. */
export function native(): Koffi {
  assert.ok(koffi);
  return koffi;
}

/** Runs every chunk, for every count of the kernel's repeat, natively. */
export function runNative(emitted: EmittedKernel, kernel: Kernel, buffers: readonly Elements[]): void {
  const loaded = loadKernel(native(), emitted);
  const chunks = kernel.grid.reduce((product, { extent }) => product * extent, 1);
  try {
    for (let repeat = 0; repeat < (kernel.repeat?.extent ?? 1); repeat++) {
      for (let chunk = 0; chunk < chunks; chunk++) loaded.run(chunk, repeat, buffers);
    }
  } finally {
    loaded.free();
  }
}

/** Emits the kernel, runs it both ways over copies of `buffers` and compares all of them. */
export function checkKernel(
  kernel: Kernel,
  set: InstructionSet,
  buffers: readonly Elements[],
  options: EmitOptions = {},
): EmittedKernel {
  const expected = buffers.map((buffer) => buffer.slice());
  const guarded = buffers.map(guardedCopy);
  const emitted = emitKernel(kernel, set, options);
  runMeaning(kernel, x64Targets[set], expected);
  runNative(
    emitted,
    kernel,
    guarded.map(({ inside }) => inside),
  );
  guarded.forEach((copy, i) => {
    assertGuarded(copy, expected[i]!, `${kernel.name} with ${set}, parameter ${i}`);
  });
  return emitted;
}
