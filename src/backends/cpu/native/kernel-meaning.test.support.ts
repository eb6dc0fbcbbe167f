/** For tests: what a kernel means by the interpreter, and whether what ran gave every bit of it. */

import assert from "node:assert/strict";
import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import type { Kernel, Phase, Program } from "../../../compiler/lowered/program.ts";

export type Elements = Float32Array | Int32Array;

const margin = 64;

const marginValue = 0x5eedcafe;

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
export function runMeaning(kernel: Kernel, target: CpuTarget, buffers: readonly Elements[]): void {
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
    target,
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

/** A copy with a margin on both sides that nobody may write. */
export function guardedCopy(buffer: Elements): { readonly inside: Elements; readonly whole: Int32Array } {
  const whole = new Int32Array(buffer.length + 2 * margin).fill(marginValue);
  const Kind = buffer instanceof Float32Array ? Float32Array : Int32Array;
  const inside = new Kind(whole.buffer, margin * 4, buffer.length);
  inside.set(buffer);
  return { inside, whole };
}

/** Fails where what was done to a guarded copy is not what was expected, or anything outside of it was written. */
export function assertGuarded(
  { inside, whole }: ReturnType<typeof guardedCopy>,
  expected: Elements,
  what: string,
): void {
  assertSameBits(inside, expected, what);
  const touched = whole.findIndex(
    (word, at) => word !== marginValue && (at < margin || at >= margin + inside.length),
  );
  assert.equal(touched, -1, `${what} was written outside, at ${touched - margin}`);
}
