/** Whole programs in the emulator: the interpreter's bits on any number of threads, and those of x86-64. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../base/random.ts";
import { compileGraph } from "../../../compiler/compile.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import { allocateBuffers, firstDifference } from "../../../compiler/lowered/program-buffers.ts";
import { randomProgram } from "../../../compiler/lowered/random-program.ts";
import { input } from "../../../graph/node.ts";
import { cos, erf, exp, expm1, log, log1p, matmul, pow, sin, tanh } from "../../../ops/index.ts";
import { opNames } from "../../../ops/table.ts";
import { checkUses, drawUses } from "../conformance.testing.ts";
import { randomGraph } from "../random-graph.testing.ts";
import { onDevice } from "../same-bits.testing.ts";
import { createNativeDevice } from "../x64/device.ts";
import { sets } from "../x64/kernel-check.test.support.ts";
import { emitKernel } from "./emit-kernel.ts";
import { createEmulatedDevice, runEmulated } from "./emulated-device.testing.ts";
import { noEmulator } from "./emulator.testing.ts";
import { neonTarget } from "./target.ts";

const skip = noEmulator;
const usesOfEach = 16;

test("random programs give the interpreter's bits on 1, 2, 3 and 7 threads", { skip }, () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { program, inputs } = randomProgram(seed, neonTarget);
    const expected = allocateBuffers(program, inputs);
    for (let i = 0; i < 3; i++) interpretProgram(program, expected, { check: false });
    const threads = [1, 2, 3, 7][seed % 4]!;
    const actual = allocateBuffers(program, inputs);
    runEmulated(program, actual, threads, 3);
    assert.equal(firstDifference(program, actual, expected), undefined, `seed ${seed} on ${threads} threads`);
  }
});

test("every op gives what reference gives, and the interpreter's bits", { skip }, () => {
  const subject = { name: "arm64", target: neonTarget, device: createEmulatedDevice({ threads: 1 }) };
  for (const [i, name] of opNames.entries()) {
    checkUses(drawUses(name, new Random(500 + i), usesOfEach), subject, true);
  }
});

/** A device on this processor whose bits are promised to be the same. */
const other = sets.find((each) => each.skip === false);

test("random graphs and functions of any float give the same bits as on x86-64", {
  skip: skip || (other === undefined && "no instruction set of x86-64 runs here"),
}, () => {
  const random = new Random(7);
  const [emulated, native] = [
    createEmulatedDevice({ threads: 2, leastSharedWork: 0 }),
    createNativeDevice({ threads: 2, instructionSet: other!.set }),
  ];
  for (let i = 0; i < 12; i++) {
    const sample = randomGraph(random, 4 + i);
    assert.deepEqual(onDevice(emulated, sample), onDevice(native, sample), `graph ${i}`);
  }
  const floats = (): Float32Array =>
    new Float32Array(Int32Array.from({ length: 1003 }, () => random.bits()).buffer);
  const [x, y] = [0, 1].map(() => input({ shape: [1003], dtype: "float32" })) as [
    ReturnType<typeof input>,
    ReturnType<typeof input>,
  ];
  const outputs = [exp, log, tanh, expm1, log1p, erf, sin, cos].map((f) => f(x));
  const graph = { inputs: [x, y], outputs: [...outputs, pow(x, y)], updates: [] };
  const inputs = [floats(), floats()];
  assert.deepEqual(onDevice(emulated, { graph, inputs }), onDevice(native, { graph, inputs }));
  native.close();
});

test("tiles of compiled products keep their sums and pointers in registers", () => {
  for (const [rows, depth, columns] of [
    [70, 300, 101],
    [64, 64, 64],
    [1, 500, 33],
  ] as const) {
    const left = input({ shape: [rows, depth], dtype: "float32" });
    const right = input({ shape: [depth, columns], dtype: "float32" });
    const graph = { inputs: [left, right], outputs: [matmul(left, right)], updates: [] };
    const kernels = compileGraph(graph, neonTarget).steps.flatMap((step) =>
      step.kind === "phase" ? step.launches.map((launch) => launch.kernel) : [],
    );
    assert.ok(kernels.length > 0);
    for (const kernel of kernels) {
      const { spills, generalSpills } = emitKernel(kernel);
      assert.deepEqual([spills, generalSpills], [0, 0], kernel.name);
    }
  }
});
