/** The native device: compiles graphs to machine code and runs them on the threads of Node. */

import { availableParallelism } from "node:os";
import { debugLevel } from "../../../base/debug.ts";
import { sizeOf } from "../../../base/shape.ts";
import { elementType } from "../../../compiler/expression.ts";
import { splitPreparation } from "../../../compiler/split-preparation.ts";
import type { Graph, TensorType } from "../../../graph/node.ts";
import {
  type Device,
  type DeviceMemory,
  type Executable,
  type HostArray,
  newHostArray,
} from "../../../runtime/device.ts";
import { type ProgramOptions, prepareProgram, typeOf } from "../prepare-program.ts";
import type { Koffi } from "./koffi.ts";
import type { Binding, LoadedNativeProgram } from "./loaded-program.ts";
import { NativeEngine } from "./native-engine.ts";
import { type NativeArray, nativeArray, newVersion } from "./native-memory.ts";
import { printCode } from "./print-code.ts";
import type { NativeTarget } from "./target.ts";

/** How a native device is set up, whatever the processor. */
export interface NativeOptions extends ProgramOptions {
  /** Threads that run a program, the calling one included. Default: as many as cores. Results do not depend on it. */
  readonly threads?: number;
  /**
   * Whether programs run over copies of their buffers, each before a page that nobody may touch: an access outside ends
   * the process with a signal. Slow, for debugging. Default: whether `TENSORLOOM_DEBUG` is `guard`.
   */
  readonly guarded?: boolean;
}

/**
 * A device of its own, with its own memory and threads, for a processor that has the target's instructions.
 *
 * Throws: RangeError for threads outside 1 to 255.
 */
export function nativeDevice(koffi: Koffi, target: NativeTarget, options: NativeOptions): Device {
  const { threads = availableParallelism() } = options;
  const engine = new NativeEngine(koffi, target, threads, options.guarded);
  return {
    name: "native",
    threads: engine.threads,
    instructions: target.compiler.name,
    get memoryBytes() {
      return engine.memoryBytes;
    },
    allocate: (type) => new NativeMemory(engine, type),
    compile: (graph, lasting) => new NativeExecutable(engine, graph, options, lasting),
    close: () => engine.close(),
  };
}

/** Freed by the garbage collector: `release` only lets go of it. */
class NativeMemory implements DeviceMemory {
  private held: NativeArray | undefined;
  private readonly engine: NativeEngine;

  constructor(engine: NativeEngine, type: TensorType) {
    this.engine = engine;
    this.held = nativeArray(engine.koffi, elementType(type.dtype), sizeOf(type.shape));
    engine.tensorBytes += this.held.elements.byteLength;
  }

  /** The elements and their address. Throws: Error after `release`. */
  get array(): NativeArray {
    if (this.held === undefined) throw new Error("Cannot use memory that was released. Allocate it again.");
    return this.held;
  }

  read(): HostArray {
    return this.array.elements.slice();
  }

  write(data: HostArray): void {
    const { array } = this;
    array.version = newVersion();
    array.elements.set(data);
  }

  release(): void {
    this.engine.tensorBytes -= this.held?.elements.byteLength ?? 0;
    this.held = undefined;
  }
}

class NativeExecutable implements Executable {
  readonly bytes: number;
  private readonly program: LoadedNativeProgram;
  private readonly bindings: Binding[];
  private readonly inputs: number;
  private readonly outputs: readonly TensorType[];

  constructor(
    engine: NativeEngine,
    graph: Graph,
    options: NativeOptions,
    lasting: ReadonlySet<number> = new Set(),
  ) {
    const { program, threads } = prepareProgram(graph, engine.target.compiler, engine.threads, options);
    this.program = engine.load(program, threads, splitPreparation(program, lasting));
    this.bytes = this.program.bytes;
    if (debugLevel() >= 5) console.error(printCode(this.program.emitted, engine.target.disassembler));
    this.bindings = program.buffers.map(() => undefined);
    this.inputs = graph.inputs.length;
    this.outputs = graph.outputs.map(typeOf);
  }

  run(inputs: readonly (HostArray | DeviceMemory)[], kept: readonly DeviceMemory[] = []): HostArray[] {
    inputs.forEach((input, i) => {
      this.bindings[i] = input instanceof NativeMemory ? input.array : (input as HostArray);
    });
    const results: HostArray[] = [];
    for (let i = 0; i < this.outputs.length - kept.length; i++) {
      results.push(newHostArray(this.outputs[i]!));
      this.bindings[this.inputs + i] = results[i];
    }
    kept.forEach((memory, i) => {
      this.bindings[this.inputs + results.length + i] = (memory as NativeMemory).array;
    });
    this.program.run(this.bindings);
    this.bindings.fill(undefined);
    return results;
  }

  release(): void {
    this.program.release();
  }
}
