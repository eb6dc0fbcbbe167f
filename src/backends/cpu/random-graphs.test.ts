/** Whole random graphs: the same bits whatever the compiler does and however many threads run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { type CompileOptions, compileGraph, unoptimized } from "../../compiler/compile.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../compiler/lowered/verify.ts";
import type { Device, DeviceMemory, HostArray } from "../../runtime/device.ts";
import { interpretGraph } from "../reference/interpret.ts";
import { type RandomGraph, randomGraph } from "./random-graph.testing.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { wasmTarget } from "./wasm/target.ts";
import { oneThread } from "./wasm/thread-pool.ts";

const graphs = 12;

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

function onInterpreter({ graph, inputs }: RandomGraph, options: CompileOptions): HostArray[] {
  const program = compileGraph(graph, wasmTarget, options);
  verifyProgram(program);
  const arrays = program.buffers.map((spec, i) =>
    spec.role === "temporary" ? undefined : (inputs[i]?.slice() ?? new Float32Array(spec.length)),
  );
  interpretProgram(program, arrays, { order: "shuffled", seed: 3 });
  interpretProgram(program, arrays, { order: "backward" });
  const outputs = graph.outputs.map((_, i) => arrays[graph.inputs.length + i]!);
  return [...outputs, ...graph.updates.map(({ target }) => arrays[graph.inputs.indexOf(target)]!)];
}

test("random graphs give the same bits with and without fusion, memory reuse and threads", () => {
  const devices = [
    createWasmDevice({ platform: oneThread }),
    createWasmDevice({ platform: nodePlatform, threads: 1 }),
    createWasmDevice({ platform: nodePlatform, threads: 2 }),
    createWasmDevice({ platform: nodePlatform, threads: 7 }),
    createWasmDevice({ platform: nodePlatform, threads: 1, compile: unoptimized }),
    createWasmDevice({ platform: nodePlatform, threads: 2, compile: { fusion: false } }),
    createWasmDevice({ platform: nodePlatform, threads: 2, compile: { reuseMemory: false } }),
  ];
  const random = new Random(1);
  for (let i = 0; i < graphs; i++) {
    const sample = randomGraph(random, 4 + (i % 12));
    const expected = onInterpreter(sample, unoptimized);
    assert.deepEqual(onInterpreter(sample, {}), expected, `graph ${i}: interpreter, optimized`);
    for (const [d, device] of devices.entries()) {
      assert.deepEqual(onDevice(device, sample), expected, `graph ${i}: device ${d}`);
    }
  }
  for (const device of devices) device.close();
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
