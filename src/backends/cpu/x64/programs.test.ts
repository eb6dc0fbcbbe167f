/** Whole graphs, compiled for these targets: every kernel the compiler writes runs natively, bit for bit. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../base/random.ts";
import { compileGraph, unoptimized } from "../../../compiler/compile.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../../compiler/lowered/verify.ts";
import { type Graph, input, type Value } from "../../../graph/node.ts";
import { cos, erf, exp, expm1, log, log1p, matmul, pow, sin, tanh } from "../../../ops/index.ts";
import { opNames } from "../../../ops/table.ts";
import { sampleGraph } from "../../../ops/testing.ts";
import { assertSameBits, type Elements } from "../native/kernel-meaning.test.support.ts";
import { randomGraph } from "../random-graph.testing.ts";
import { emitKernel } from "./emit-kernel.ts";
import { sets } from "./kernel-check.test.support.ts";
import { runProgramNatively } from "./run-program.test.support.ts";
import { x64Targets } from "./target.ts";

function compare(
  graph: Graph,
  inputs: readonly ArrayLike<number>[],
  set: keyof typeof x64Targets,
  what: string,
): void {
  for (const options of [{}, unoptimized]) {
    const program = compileGraph(graph, x64Targets[set], options);
    verifyProgram(program);
    const fill = () =>
      program.buffers.map((spec, i): Elements | undefined => {
        if (spec.role === "temporary" || spec.role === "constant") return undefined;
        const data = inputs[i] ?? new Float32Array(spec.length);
        return spec.type === "float32" ? Float32Array.from(data) : Int32Array.from(data);
      });
    const [expected, actual] = [fill(), fill()];
    interpretProgram(program, expected, { check: false });
    runProgramNatively(program, set, actual);
    actual.forEach((buffer, i) => {
      if (buffer !== undefined) assertSameBits(buffer, expected[i]!, `${what}, ${program.buffers[i]!.name}`);
    });
  }
}

for (const { set, skip } of sets) {
  test(`${set}: every op of the graph equals the interpreter`, { skip }, () => {
    for (const [i, name] of opNames.entries()) {
      const random = new Random(50 + i);
      for (let sample = 0; sample < 2; sample++) {
        const { graph, inputs } = sampleGraph(name, random, { exact: sample % 2 === 0 });
        compare(graph, inputs, set, `${name} sample ${sample}`);
      }
    }
  });

  test(`${set}: functions of any float equal the interpreter`, { skip }, () => {
    const random = new Random(6);
    const anyFloats = () => new Float32Array(Int32Array.from({ length: 1003 }, () => random.bits()).buffer);
    const [x, y] = [0, 1].map(() => input({ shape: [1003], dtype: "float32" })) as [Value, Value];
    const outputs = [exp, log, tanh, expm1, log1p, erf, sin, cos].map((f) => f(x));
    const graph = { inputs: [x, y], outputs: [...outputs, pow(x, y)], updates: [] };
    compare(graph, [anyFloats(), anyFloats()], set, "functions");
  });

  test(`${set}: random graphs equal the interpreter`, { skip }, () => {
    const random = new Random(4);
    for (let i = 0; i < 3; i++) {
      const { graph, inputs } = randomGraph(random, 4 + 2 * i);
      compare(graph, inputs, set, `graph ${i}`);
    }
  });
}

test("tiles of compiled products keep their sums in registers", () => {
  const left = input({ shape: [70, 300], dtype: "float32" });
  const right = input({ shape: [300, 101], dtype: "float32" });
  const graph = { inputs: [left, right], outputs: [matmul(left, right)], updates: [] };
  for (const { set } of sets) {
    const kernels = compileGraph(graph, x64Targets[set]).steps.flatMap((step) =>
      step.kind === "phase" ? step.launches.map((launch) => launch.kernel) : [],
    );
    assert.ok(kernels.length > 0);
    for (const kernel of kernels) {
      const { spills, generalSpills } = emitKernel(kernel, set);
      assert.deepEqual([spills, generalSpills], [0, 0], `${kernel.name} with ${set}`);
    }
  }
});
