/** For tests: runs kernels natively and by the interpreter's meaning and compares every bit. */

import assert from "node:assert/strict";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import type { Kernel, Phase, Program } from "../../../compiler/lowered/program.ts";
import { type Koffi, loadKoffi } from "../native/koffi.ts";
import { loadKernel } from "../native/native-kernel.ts";
import type { EmittedKernel } from "../native/target.ts";
import { type CpuFeatures, cpuFeatures } from "./cpu-features.ts";
import type { InstructionSet } from "./emission.ts";
import { type EmitOptions, emitKernel } from "./emit-kernel.ts";
import { x64Targets } from "./target.ts";

export type Elements = Float32Array | Int32Array;

const margin = 64;
const marginValue = 0x5eedcafe;
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

/** Numbers 0 ≤ x < 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fails at the first element whose bits differ; any NaN equals any other, as their bits are unspecified. */
export function assertSameBits(actual: Elements, expected: Elements, what: string): void {
  assert.equal(actual.length, expected.length);
  const actualBits = new Int32Array(actual.buffer, actual.byteOffset, actual.length);
  const expectedBits = new Int32Array(expected.buffer, expected.byteOffset, expected.length);
  for (let i = 0; i < actual.length; i++) {
    if (actualBits[i] === expectedBits[i] || (Number.isNaN(actual[i]) && Number.isNaN(expected[i]))) continue;
    assert.fail(`${what}, element ${i}: expected ${expected[i]}, got ${actual[i]}`);
  }
}

/** Runs every chunk, for every count of the kernel's repeat, by the interpreter. */
export function runMeaning(kernel: Kernel, set: InstructionSet, buffers: readonly Elements[]): void {
  const phase: Phase = {
    kind: "phase",
    launches: [
      {
        kernel,
        arguments: buffers.map((_, buffer) => ({ buffer, offset: { constant: 0, terms: [] }, oddOffset: 0 })),
      },
    ],
  };
  const { repeat } = kernel;
  const program: Program = {
    target: x64Targets[set],
    buffers: buffers.map((buffer, i) => ({
      name: `buffer ${i}`,
      type: kernel.parameters[i]!.type,
      length: buffer.length,
      role: "state",
    })),
    steps: [repeat === undefined ? phase : { kind: "repeat", variable: repeat, body: [phase] }],
    arenaLength: 0,
  };
  interpretProgram(program, buffers, { check: false });
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

/** A copy with a margin on both sides that nobody may write. */
function guardedCopy(buffer: Elements): { readonly inside: Elements; readonly whole: Int32Array } {
  const whole = new Int32Array(buffer.length + 2 * margin).fill(marginValue);
  const Kind = buffer instanceof Float32Array ? Float32Array : Int32Array;
  const inside = new Kind(whole.buffer, margin * 4, buffer.length);
  inside.set(buffer);
  return { inside, whole };
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
  const actual = guarded.map(({ inside }) => inside);
  const emitted = emitKernel(kernel, set, options);
  runMeaning(kernel, set, expected);
  runNative(emitted, kernel, actual);
  actual.forEach((buffer, i) => {
    const what = `${kernel.name} with ${set}, parameter ${i}`;
    assertSameBits(buffer, expected[i]!, what);
    const { whole } = guarded[i]!;
    const touched = whole.findIndex(
      (word, at) => word !== marginValue && (at < margin || at >= margin + buffer.length),
    );
    assert.equal(touched, -1, `${what} was written outside, at ${touched - margin}`);
  });
  return emitted;
}
