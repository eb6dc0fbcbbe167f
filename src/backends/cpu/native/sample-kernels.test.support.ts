/** For tests: kernels to try emitters with. */

import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { Kernel } from "../../../compiler/lowered/program.ts";
import { RandomChoices } from "../../../compiler/lowered/random-choices.ts";
import { randomKernel } from "../../../compiler/lowered/random-kernel.ts";
import { type Elements, randomNumbers } from "./kernel-meaning.test.support.ts";

/** Numbers from −1 to 1. */
export function randomFloats(length: number, seed: number): Float32Array {
  const next = randomNumbers(seed);
  return Float32Array.from({ length }, () => next() * 2 - 1);
}

/** out[r][c] = max(a[r][c] · scale[c] + shift[r], 0) over rows that are no multiple of the lanes. */
export function scaleAndShift(lanes: number, rows: number, columns: number): Kernel {
  const builder = new KernelBuilder(lanes);
  const a = builder.parameter("a", "float32", "read");
  const scale = builder.parameter("scale", "float32", "read");
  const shift = builder.parameter("shift", "float32", "read");
  const out = builder.parameter("out", "float32", "write");
  const row = builder.gridVariable("row", rows);
  const zero = builder.constant("float32", 0);
  const shifts = builder.load("float32", { parameter: shift, offset: affine(0, [row, 1]), laneStride: 0 });
  const column = (offset: ReturnType<typeof affine>, valid: number) => {
    const place = { ...offset, terms: [...offset.terms, { variable: row, coefficient: columns }] };
    const x = builder.loadPart("float32", { parameter: a, offset: place, laneStride: 1 }, valid);
    const factor = builder.loadPart("float32", { parameter: scale, offset, laneStride: 1 }, valid);
    const sum = builder.compute("add", builder.compute("multiply", x, factor), shifts);
    const result = builder.compute("maximum", sum, zero);
    builder.storePart({ parameter: out, offset: place, laneStride: 1 }, result, valid);
  };
  const whole = Math.floor(columns / lanes);
  builder.loop("column", whole, [], (i) => {
    column(affine(0, [i, lanes]), lanes);
    return [];
  });
  if (columns % lanes > 0) column(affine(whole * lanes), columns % lanes);
  return builder.finish("scaleAndShift");
}

/** A random kernel for a target, and buffers for it. */
export function randomCase(
  seed: number,
  target: CpuTarget,
): { readonly kernel: Kernel; readonly buffers: readonly Elements[] } {
  const choices = new RandomChoices(seed);
  const chunks = choices.pick([1, 2, 3, 6, 12]);
  const parameters = Array.from({ length: choices.from(2, 5) }, (_, i) => ({
    type: choices.chance(0.7) ? ("float32" as const) : ("int32" as const),
    access: i === 0 ? ("write" as const) : choices.pick(["read", "write", "update"] as const),
    length: chunks * choices.from(1, 70),
  }));
  const variable = { id: 1000, name: "repeat", extent: 4 };
  const repeats = choices.chance(0.3);
  const kernel = randomKernel(choices, target, {
    name: `random ${seed}`,
    chunks,
    parameters,
    ...(repeats ? { repeat: variable } : {}),
  });
  const buffers = parameters.map(({ type, length }): Elements => {
    if (type === "float32") return Float32Array.from({ length }, () => choices.float());
    return Int32Array.from({ length }, () => choices.integer());
  });
  return { kernel, buffers };
}
