/** For tests: a device whose programs are emitted for NEON and run in the emulator, each run from the start. */

import { sizeOf } from "../../../base/shape.ts";
import { elementType } from "../../../compiler/expression.ts";
import type { Program } from "../../../compiler/lowered/program.ts";
import type { TensorType } from "../../../graph/node.ts";
import { type Device, type DeviceMemory, type HostArray, newHostArray } from "../../../runtime/device.ts";
import { control } from "../control-block.ts";
import { emitProgram } from "../native/emit-program.ts";
import { type ProgramOptions, prepareProgram } from "../prepare-program.ts";
import { EmulatedProgram } from "./emulator.testing.ts";
import { neonNative, neonTarget } from "./target.ts";

/** Looks at a barrier before a thread sleeps: few, so that threads do. */
const looks = 50;

/** Runs a program over arrays, one a buffer and undefined for temporaries and constants, so many times in a row. */
export function runEmulated(
  program: Program,
  arrays: readonly (HostArray | undefined)[],
  threads: number,
  times = 1,
): void {
  const emulated = new EmulatedProgram();
  const { code, driver } = emitProgram(program, neonNative("futex"));
  const codeAddress = emulated.place(code);
  const entry = emulated.place(neonNative("futex").emitEntry());
  const arena = emulated.place(new Float32Array(program.arenaLength).fill(Number.NaN));
  const addresses = program.buffers.map(({ role, arenaOffset, contents }, i) =>
    role === "temporary" ? arena + 4 * arenaOffset! : emulated.place(contents ?? arrays[i]!),
  );
  const words = new Int32Array(control.bytes / 4);
  words[control.spin >> 2] = looks;
  words[control.driverAddress >> 2] = codeAddress + driver.offset;
  words[control.tableAddress >> 2] = emulated.place(BigUint64Array.from(addresses, BigInt));
  const block = emulated.place(words);
  for (let i = 0; i < times; i++) {
    emulated.callOnThreads(entry, block, Math.max(1, Math.min(threads, driver.width)));
  }
  emulated.run();
}

class EmulatedMemory implements DeviceMemory {
  elements: HostArray;

  constructor(type: TensorType) {
    const Kind = elementType(type.dtype) === "float32" ? Float32Array : Int32Array;
    this.elements = new Kind(sizeOf(type.shape));
  }

  read(): HostArray {
    return this.elements.slice();
  }

  write(data: HostArray): void {
    this.elements.set(data);
  }

  release(): void {}
}

/** A device for conformance and random graphs: slow, as each run of a program is a process. */
export function createEmulatedDevice(options: ProgramOptions & { readonly threads: number }): Device {
  return {
    name: "emulated",
    threads: options.threads,
    memoryBytes: 0,
    allocate: (type) => new EmulatedMemory(type),
    compile: (graph) => {
      const { program, threads } = prepareProgram(graph, neonTarget, options.threads, options);
      const outputs = graph.outputs.map((type) => ({ shape: type.shape, dtype: type.dtype }));
      return {
        bytes: 0,
        run: (inputs, kept = []) => {
          const results = outputs.slice(0, outputs.length - kept.length).map(newHostArray);
          const bound = [...inputs, ...results, ...kept].map((each) =>
            each instanceof EmulatedMemory ? each.elements : (each as HostArray),
          );
          runEmulated(
            program,
            program.buffers.map((_, i) => bound[i]),
            threads,
          );
          return results;
        },
        release: () => {},
      };
    },
    close: () => {},
  };
}
