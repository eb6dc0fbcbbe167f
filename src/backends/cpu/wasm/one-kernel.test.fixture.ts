/** What the tests of this folder build programs from. */

import { affine } from "../../../compiler/lowered/builder.ts";
import type {
  BufferRole,
  BufferSpec,
  ElementType,
  Kernel,
  Launch,
  Phase,
  Program,
  Step,
  Target,
} from "../../../compiler/lowered/program.ts";
import { WasmEngine } from "./engine.ts";

export type Elements = Float32Array | Int32Array;

export const target: Target = {
  name: "wasm",
  lanes: 4,
  accumulators: 8,
  fusedMultiplyAdd: false,
  broadcastOperand: false,
};

export function buffer(name: string, type: ElementType, length: number, role: BufferRole): BufferSpec {
  return { name, type, length, role };
}

/** A launch whose arguments are the starts of those buffers. */
export function launch(kernel: Kernel, ...buffers: readonly number[]): Launch {
  return {
    kernel,
    arguments: buffers.map((number) => ({ buffer: number, offset: affine(0), oddOffset: 0 })),
  };
}

export function phase(...launches: readonly Launch[]): Phase {
  return { kind: "phase", launches };
}

export function program(buffers: readonly BufferSpec[], steps: readonly Step[], arenaLength = 0): Program {
  return { target, buffers, steps, arenaLength };
}

/** A program of one kernel; parameters that are only read are inputs, others states, of those lengths. */
export function kernelProgram(kernel: Kernel, lengths: readonly number[]): Program {
  const buffers = kernel.parameters.map((parameter, i) =>
    buffer(parameter.name, parameter.type, lengths[i]!, parameter.access === "read" ? "input" : "state"),
  );
  return program(buffers, [phase(launch(kernel, ...buffers.keys()))]);
}

const engine = new WasmEngine({ threads: 1 });

/** Runs one kernel on one thread over those arrays and updates them. */
export function runKernel(kernel: Kernel, arrays: readonly Elements[]): void {
  runProgram(
    engine,
    kernelProgram(
      kernel,
      arrays.map((array) => array.length),
    ),
    arrays,
  );
}

/** Runs a program once; arrays of outputs and states are updated, temporaries and constants have none. */
export function runProgram(
  on: WasmEngine,
  subject: Program,
  arrays: readonly (Elements | undefined)[],
  times = 1,
): void {
  const loaded = on.load(subject);
  const bindings = subject.buffers.map((spec, i) => {
    if (spec.role !== "state") return arrays[i];
    const address = on.allocate(spec.length);
    on.view(address, spec.type, spec.length).set(arrays[i]!);
    return address;
  });
  for (let i = 0; i < times; i++) loaded.run(bindings);
  subject.buffers.forEach((spec, i) => {
    const address = bindings[i];
    if (typeof address !== "number") return;
    arrays[i]!.set(on.view(address, spec.type, spec.length));
    on.release(address);
  });
  loaded.release();
}

/** A seeded source of integers from 0 to bound − 1. */
export function randomIntegers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) % bound;
  };
}
