/** Every op on every CPU path against `reference`, on random shapes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { type CompileOptions, compileGraph, unoptimized } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../compiler/lowered/verify.ts";
import type { Graph } from "../../graph/node.ts";
import { type OpName, opNamed, opNames } from "../../ops/table.ts";
import { sampleGraph } from "../../ops/testing.ts";
import { interpretGraph, sumsOfMagnitudes } from "../reference/interpret.ts";
import { cpuDevices } from "./devices.testing.ts";

const samples = 40;

/** Outputs of a graph in float32 and int32, computed by the interpreter of lowered programs, which checks accesses. */
function interpreted(
  graph: Graph,
  target: CpuTarget,
  inputs: readonly Float64Array[],
  options: CompileOptions,
): Float64Array[] {
  const program = compileGraph(graph, target, options);
  verifyProgram(program);
  const arrays = program.buffers.map((spec, i) => {
    if (spec.role === "temporary") return undefined;
    const data = inputs[i] ?? new Float64Array(spec.length);
    return spec.type === "float32" ? Float32Array.from(data) : Int32Array.from(data);
  });
  interpretProgram(program, arrays, { order: "shuffled", seed: 7, poison: true });
  return graph.outputs.map((_, i) => Float64Array.from(arrays[graph.inputs.length + i]!));
}

function close(
  got: Float64Array,
  want: Float64Array,
  magnitude: Float64Array | undefined,
  what: string,
): void {
  assert.equal(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const expected = want[i]!;
    const value = got[i]!;
    if (Object.is(value, expected) || value === expected) continue;
    if (Number.isNaN(value) && Number.isNaN(expected)) continue;
    const scale = magnitude?.[i] ?? Math.abs(expected);
    const bound = 8 * 2 ** -23 * scale + 2 ** -149;
    assert.ok(Math.abs(value - expected) <= bound, `${what}: element ${i} is ${value}, expected ${expected}`);
  }
}

/** What errors are measured by: Σ|terms| of a sum, the greatest element of a loop's results, else the element itself. */
function magnitudesOf(
  name: OpName,
  graph: Graph,
  inputs: readonly Float64Array[],
  want: readonly Float64Array[],
): Float64Array[] | undefined {
  const { kind } = opNamed(name).property;
  if (["reduction", "cumulative", "contraction", "accumulation", "scatter"].includes(kind))
    return sumsOfMagnitudes(graph, inputs);
  if (kind !== "scan") return undefined;
  return want.map((array) =>
    array.map(() => Math.max(1, ...want.flatMap((each) => Array.from(each, Math.abs)))),
  );
}

for (const { name: device, target, skip, create } of cpuDevices) {
  for (const name of opNames) {
    test(`${name}: interpreter, ${device} and reference agree`, { skip }, () => {
      const subject = create({ threads: 1 });
      const random = new Random(20 + opNames.indexOf(name));
      for (let sample = 0; sample < samples; sample++) {
        const exact = sample % 2 === 0;
        const { graph, inputs } = sampleGraph(name, random, { exact });
        const want = interpretGraph(graph, inputs);
        const magnitudes = magnitudesOf(name, graph, inputs, want);
        const shapes = graph.inputs.map((value) => `${value.dtype}[${value.shape}]`).join(" ");
        const what = `${name} ${shapes} sample ${sample}`;
        const hosts = graph.inputs.map((value, i) =>
          value.dtype === "float32" ? Float32Array.from(inputs[i]!) : Int32Array.from(inputs[i]!),
        );
        const program = subject.compile(graph);
        const fast = program.run(hosts).map((array) => Float64Array.from(array));
        program.release();
        for (const options of [{}, unoptimized]) {
          const slow = interpreted(graph, target, inputs, options);
          slow.forEach((array, i) => {
            close(array, want[i]!, magnitudes?.[i], what);
            assert.deepEqual(fast[i], array, `${what}: ${device} differs from the interpreter`);
          });
        }
      }
      subject.close();
    });
  }
}
