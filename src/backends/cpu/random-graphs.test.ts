/** Whole random graphs: the same bits whatever the compiler does and however many threads run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { type CompileOptions, compileGraph, unoptimized } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../compiler/lowered/verify.ts";
import type { Device, DeviceMemory, HostArray } from "../../runtime/device.ts";
import { interpretGraph } from "../reference/interpret.ts";
import { cpuDevices } from "./devices.testing.ts";
import { type RandomGraph, randomGraph } from "./random-graph.testing.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { oneThread } from "./wasm/thread-pool.ts";
import { createNativeDevice } from "./x64/device.ts";
import { sets } from "./x64/kernel-check.test.support.ts";

const graphs = 12;
const skipBoth = sets.map(({ skip }) => skip).find((skip) => skip !== false) ?? false;

/** Outputs, then updated states, after two runs in a row. */
function onDevice(device: Device, { graph, inputs }: RandomGraph): HostArray[] {
  const targets = new Set(graph.updates.map((update) => update.target));
  const program = device.compile(graph);
  const bindings = graph.inputs.map((value, i) => {
    if (!targets.has(value)) return inputs[i]!;
    const memory = device.allocate(value);
    memory.write(inputs[i]!);
    return memory;
  });
  program.run(bindings);
  const outputs = program.run(bindings);
  const states = graph.updates.map(({ target }) =>
    (bindings[graph.inputs.indexOf(target)] as DeviceMemory).read(),
  );
  program.release();
  return [...outputs, ...states];
}

function onInterpreter(
  { graph, inputs }: RandomGraph,
  target: CpuTarget,
  options: CompileOptions,
): HostArray[] {
  const program = compileGraph(graph, target, options);
  verifyProgram(program);
  const arrays = program.buffers.map((spec, i) =>
    spec.role === "temporary" ? undefined : (inputs[i]?.slice() ?? new Float32Array(spec.length)),
  );
  interpretProgram(program, arrays, { order: "shuffled", seed: 3 });
  interpretProgram(program, arrays, { order: "backward" });
  const outputs = graph.outputs.map((_, i) => arrays[graph.inputs.length + i]!);
  return [...outputs, ...graph.updates.map(({ target }) => arrays[graph.inputs.indexOf(target)]!)];
}

for (const { name, target, skip, create } of cpuDevices) {
  test(`${name}: random graphs give the same bits with and without fusion, memory reuse and threads`, {
    skip,
  }, () => {
    const devices = [
      create({ threads: 1 }),
      create({ threads: 2, leastSharedWork: 0 }),
      create({ threads: 7, leastSharedWork: 0 }),
      create({ threads: 1, compile: unoptimized }),
      create({ threads: 2, leastSharedWork: 0, compile: { fusion: false } }),
      create({ threads: 2, leastSharedWork: 0, compile: { reuseMemory: false } }),
    ];
    if (name === "wasm") devices.push(createWasmDevice({ platform: oneThread }));
    const random = new Random(1);
    for (let i = 0; i < graphs; i++) {
      const sample = randomGraph(random, 4 + (i % 12));
      const expected = onInterpreter(sample, target, unoptimized);
      assert.deepEqual(onInterpreter(sample, target, {}), expected, `graph ${i}: interpreter, optimized`);
      for (const [d, device] of devices.entries()) {
        assert.deepEqual(onDevice(device, sample), expected, `graph ${i}: device ${d}`);
      }
    }
    for (const device of devices) device.close();
  });
}

test("random graphs give the same bits with AVX2 and AVX-512", { skip: skipBoth }, () => {
  const [long, short] = sets.map(({ set }) => createNativeDevice({ threads: 2, instructionSet: set }));
  const random = new Random(7);
  for (let i = 0; i < 2 * graphs; i++) {
    const sample = randomGraph(random, 4 + (i % 12));
    assert.deepEqual(onDevice(short!, sample), onDevice(long!, sample), `graph ${i}`);
  }
  for (const device of [long, short]) device!.close();
});

test("random graphs are near the reference", () => {
  const random = new Random(2);
  const device = createWasmDevice({ platform: nodePlatform, threads: 1 });
  for (let i = 0; i < graphs; i++) {
    const sample = randomGraph(random, 3 + (i % 6));
    const targets = new Set(sample.graph.updates.map((update) => update.target));
    const bindings = sample.graph.inputs.map((value, at) => {
      if (!targets.has(value)) return sample.inputs[at]!;
      const memory = device.allocate(value);
      memory.write(sample.inputs[at]!);
      return memory;
    });
    const outputs = device.compile(sample.graph).run(bindings);
    const want = interpretGraph(
      sample.graph,
      sample.inputs.map((array) => Float64Array.from(array)),
    );
    outputs.forEach((array, o) => {
      const scale = Math.max(1, ...want[o]!.map(Math.abs));
      array.forEach((value, e) => {
        const error = Math.abs(value - want[o]![e]!);
        assert.ok(error <= 1e-4 * scale, `graph ${i} output ${o}[${e}]: ${value}, expected ${want[o]![e]}`);
      });
    });
  }
  device.close();
});
