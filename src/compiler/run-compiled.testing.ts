/** Runs graphs through the compiler and the checking interpreter, for several targets and ways to compile. */

import assert from "node:assert/strict";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { interpretGraph } from "../backends/reference/interpret.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { type Graph, input, type Value } from "../graph/node.ts";
import type { HostArray } from "../runtime/device.ts";
import { type CompileOptions, compileGraph, unoptimized } from "./compile.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { interpretProgram } from "./lowered/interpret.ts";
import type { Program } from "./lowered/program.ts";
import { verifyProgram } from "./lowered/verify.ts";

const lanes8: CpuTarget = { ...wasmTarget, name: "lanes8", lanes: 8, accumulators: 12 };
const lanes16: CpuTarget = {
  ...wasmTarget,
  name: "lanes16",
  lanes: 16,
  accumulators: 24,
  broadcastOperand: true,
};
const fused8: CpuTarget = { ...lanes8, name: "fused8", fusedMultiplyAdd: true };
const fused16: CpuTarget = { ...lanes16, name: "fused16", fusedMultiplyAdd: true };

interface Way {
  readonly target: CpuTarget;
  readonly options: CompileOptions;
  /** Whether each access is watched, which takes ten times as long. */
  readonly check: boolean;
}

/** Ways to compile a graph that must all give the same bits. */
const alike: readonly Way[] = [
  { target: wasmTarget, options: unoptimized, check: false },
  { target: wasmTarget, options: {}, check: true },
  { target: lanes8, options: {}, check: false },
  { target: lanes16, options: {}, check: false },
  { target: lanes16, options: unoptimized, check: false },
];

/** Ways to compile with fused multiply-adds: the same bits as each other, not as those above. */
const fusedAlike: readonly Way[] = [
  { target: fused8, options: {}, check: false },
  { target: fused16, options: {}, check: true },
];

export function float(...shape: number[]): Value {
  return input({ shape, dtype: "float32" });
}

/** A closed graph without updates. */
export function closed(inputs: readonly Value[], ...outputs: Value[]): Graph {
  return { inputs, outputs, updates: [] };
}

/** Integers from −3 to 3, so that sums are exact in float32; or floats from −1 to 1. */
export function drawn(values: readonly Value[], seed: number, exact: boolean): HostArray[] {
  const random = new Random(seed);
  return values.map(({ shape, dtype }) => {
    const length = sizeOf(shape);
    if (dtype === "bool") return Int32Array.from({ length }, () => random.integer(0, 2));
    if (dtype === "int32") return Int32Array.from({ length }, () => random.integer(-3, 4));
    return Float32Array.from({ length }, () => (exact ? random.integer(-3, 4) : random.uniform(-1, 1)));
  });
}

/** Outputs, then updated states, of a program run once on copies of the inputs. */
export function runProgram(
  program: Program,
  graph: Graph,
  inputs: readonly HostArray[],
  check: boolean = true,
): HostArray[] {
  verifyProgram(program);
  const arrays = program.buffers.map((spec, i) => {
    if (spec.role === "temporary" || spec.role === "constant") return undefined;
    const given = inputs[i]?.slice();
    return given ?? (spec.type === "float32" ? new Float32Array(spec.length) : new Int32Array(spec.length));
  });
  interpretProgram(program, arrays, { order: "shuffled", seed: 5, poison: true, check });
  return [
    ...graph.outputs.map((_, i) => arrays[graph.inputs.length + i]!),
    ...graph.updates.map(({ target }) => arrays[graph.inputs.indexOf(target)]!),
  ];
}

/** The bits, with every NaN made the same. */
function bitsOf(array: HostArray): Int32Array {
  const copy = array.slice();
  if (copy instanceof Float32Array)
    copy.forEach((value, i) => {
      if (Number.isNaN(value)) copy[i] = Number.NaN;
    });
  return new Int32Array(copy.buffer);
}

/** Fails unless both hold the same bits, the sign of zeros included. */
export function assertSameBits(got: HostArray, want: HostArray, what: string): void {
  assert.equal(got.length, want.length, `${what}: length`);
  const [a, b] = [bitsOf(got), bitsOf(want)];
  const at = a.findIndex((bits, i) => bits !== b[i]);
  if (at >= 0) assert.fail(`${what}: element ${at} of ${got.length} is ${got[at]}, expected ${want[at]}`);
}

/** Fails where an element is further from the reference than `tolerance` times the greatest element of the output. */
function assertNear(got: HostArray, want: Float64Array, tolerance: number, what: string): void {
  assert.equal(got.length, want.length, `${what}: length`);
  const scale = Math.max(
    1,
    want.reduce((most, each) => (Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most), 0),
  );
  want.forEach((expected, i) => {
    const value = got[i]!;
    if (value === expected || (Number.isNaN(value) && Number.isNaN(expected))) return;
    const near = Math.abs(value - expected) <= tolerance * scale;
    if (!near) assert.fail(`${what}: element ${i} of ${got.length} is ${value}, expected ${expected}`);
  });
}

export interface Expected {
  /** Of the greatest element. 0: every element is exactly that of the reference. */
  readonly tolerance: number;
}

/**
 * Compiles a graph in every way, runs it, and compares: all ways without fused multiply-adds give the same bits, and
 * all are near the reference. Returns those bits.
 */
export function assertCompiles(
  what: string,
  graph: Graph,
  inputs: readonly HostArray[],
  { tolerance }: Expected,
): HostArray[] {
  const want = interpretGraph(
    graph,
    inputs.map((array) => Float64Array.from(array)),
  );
  const runs = (ways: readonly Way[]): HostArray[] => {
    let first: HostArray[] | undefined;
    for (const { target, options, check } of ways) {
      const name = `${what}, ${target.name}${options === unoptimized ? ", unoptimized" : ""}`;
      const got = runProgram(compileGraph(graph, target, options), graph, inputs, check);
      if (first === undefined) {
        first = got;
        got.forEach((array, i) => assertNear(array, want[i]!, tolerance, `${name}, result ${i}`));
      } else {
        got.forEach((array, i) => assertSameBits(array, first![i]!, `${name}, result ${i}`));
      }
    }
    return first!;
  };
  runs(fusedAlike);
  return runs(alike);
}

/** As `assertCompiles` on floats; on integers the reference must be met exactly, by one way of each width. */
export function assertCompilesExactly(what: string, graph: Graph, seed: number = 1): void {
  const inputs = drawn(graph.inputs, seed, true);
  const want = interpretGraph(
    graph,
    inputs.map((array) => Float64Array.from(array)),
  );
  for (const target of [wasmTarget, fused8, lanes16]) {
    const got = runProgram(compileGraph(graph, target), graph, inputs, false);
    got.forEach((array, i) =>
      assertNear(array, want[i]!, 0, `${what}, integers, ${target.name}, result ${i}`),
    );
  }
  assertCompiles(`${what}, floats`, graph, drawn(graph.inputs, seed, false), { tolerance: 1e-5 });
}

/** As `assertCompiles`, on floats only: for functions that leave the integers. */
export function assertCompilesNearly(what: string, graph: Graph, tolerance: number = 1e-5): void {
  assertCompiles(what, graph, drawn(graph.inputs, 1, false), { tolerance });
}
