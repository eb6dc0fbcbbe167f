/** Whole graphs: the same bits whatever the compiler does and however many threads run. */

import assert from "node:assert/strict";
import { type CompileOptions, compileGraph, unoptimized } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../compiler/lowered/verify.ts";
import type { Device, DeviceMemory, HostArray } from "../../runtime/device.ts";
import { type CpuDevice, type CpuDeviceOptions, cpuDevices } from "./devices.testing.ts";
import type { RandomGraph } from "./random-graph.testing.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { oneThread } from "./wasm/thread-pool.ts";

const variants: readonly CpuDeviceOptions[] = [
  { threads: 1 },
  { threads: 2, leastSharedWork: 0 },
  { threads: 7, leastSharedWork: 0 },
  { threads: 1, compile: unoptimized },
  { threads: 2, leastSharedWork: 0, compile: { fusion: false } },
  { threads: 2, leastSharedWork: 0, compile: { reuseMemory: false } },
];

/** One of `cpuDevices` in all its variants: threads, fusion, memory reuse. */
export class DeviceVariants {
  private readonly name: string;
  private readonly target: CpuTarget;
  private readonly devices: readonly Device[];

  constructor({ name, target, create }: CpuDevice) {
    this.name = name;
    this.target = target;
    const devices = variants.map(create);
    if (name === cpuDevices[0]!.name) devices.push(createWasmDevice({ platform: oneThread }));
    this.devices = devices;
  }

  /**
   * Outputs, then updated states, after two runs in a row: of the interpreter and of each variant.
   *
   * Throws: AssertionError naming the variant where any bit differs.
   */
  run(sample: RandomGraph): HostArray[] {
    const expected = onInterpreter(sample, this.target, unoptimized);
    const say = (variant: string): string =>
      `${this.name}: ${variant} differs from the interpreter's unoptimized run`;
    assert.deepEqual(
      onInterpreter(sample, this.target, {}),
      expected,
      say("the interpreter's optimized run"),
    );
    for (const [i, device] of this.devices.entries()) {
      const variant = i < variants.length ? JSON.stringify(variants[i]) : "the device that has one thread";
      assert.deepEqual(onDevice(device, sample), expected, say(variant));
    }
    return expected;
  }

  close(): void {
    for (const device of this.devices) device.close();
  }
}

/** Outputs, then updated states, after two runs in a row. */
export function onDevice(device: Device, { graph, inputs }: RandomGraph): HostArray[] {
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
  for (const binding of bindings) if ("release" in binding) binding.release();
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
