/** The WebAssembly device: compiles graphs to modules and runs them on the threads of its platform. */

import { debugLevel } from "../../../base/debug.ts";
import { sizeOf } from "../../../base/shape.ts";
import { elementType } from "../../../compiler/expression.ts";
import type { BufferSpec, ElementType } from "../../../compiler/lowered/program.ts";
import type { Graph, TensorType } from "../../../graph/node.ts";
import {
  type Device,
  type DeviceMemory,
  type Executable,
  type HostArray,
  newHostArray,
} from "../../../runtime/device.ts";
import { type ProgramOptions, prepareProgram, typeOf } from "../prepare-program.ts";
import { type Binding, type LoadedProgram, WasmEngine } from "./engine.ts";
import { explainFullMemory, MemoryFullError } from "./out-of-memory.ts";
import { wasmTarget } from "./target.ts";
import type { ThreadPlatform } from "./thread-pool.ts";

/** How a WebAssembly device is set up. */
export interface WasmDeviceOptions extends ProgramOptions {
  /** Where its threads come from: `nodePlatform`, `browserPlatform()`, or `oneThread`, which is everywhere. */
  readonly platform: ThreadPlatform;
  /**
   * Threads that run a program, the calling one included. Default: the platform's choice, as a rule as many as cores.
   * Results do not depend on it.
   */
  readonly threads?: number;
}

/** A device of its own, with its own memory and threads. Throws: RangeError for threads outside 1 to 255. */
export function createWasmDevice(options: WasmDeviceOptions): Device {
  const engine = new WasmEngine(options);
  return {
    name: "wasm",
    threads: engine.threads,
    get memoryBytes() {
      return engine.memoryBytes;
    },
    allocate: (type) => new WasmMemory(engine, type),
    compile: (graph) => new WasmExecutable(engine, graph, options),
    close: () => engine.close(),
  };
}

class WasmMemory implements DeviceMemory {
  readonly address: number;
  private readonly engine: WasmEngine;
  private readonly type: ElementType;
  private readonly length: number;

  constructor(engine: WasmEngine, type: TensorType) {
    this.engine = engine;
    this.type = elementType(type.dtype);
    this.length = sizeOf(type.shape);
    this.address = engine.allocate(this.length);
  }

  read(): HostArray {
    return this.engine.view(this.address, this.type, this.length).slice();
  }

  write(data: HostArray): void {
    this.engine.view(this.address, this.type, this.length).set(data);
  }

  release(): void {
    this.engine.release(this.address);
  }
}

class WasmExecutable implements Executable {
  readonly bytes: number;
  private readonly program: LoadedProgram;
  private readonly bindings: Binding[];
  private readonly inputs: number;
  private readonly inputTypes: readonly TensorType[];
  private readonly buffers: readonly BufferSpec[];
  private readonly outputs: readonly TensorType[];

  constructor(engine: WasmEngine, graph: Graph, options: WasmDeviceOptions) {
    const { program, threads } = prepareProgram(graph, wasmTarget, engine.threads, options);
    this.program = engine.load(program, threads);
    if (debugLevel() >= 5) console.error(engine.wat(program));
    this.bytes = this.program.bytes;
    this.bindings = program.buffers.map(() => undefined);
    this.inputs = graph.inputs.length;
    this.inputTypes = graph.inputs.map(typeOf);
    this.buffers = program.buffers;
    this.outputs = graph.outputs.map(typeOf);
  }

  run(inputs: readonly (HostArray | DeviceMemory)[], kept: readonly DeviceMemory[] = []): HostArray[] {
    inputs.forEach((input, i) => {
      this.bindings[i] = input instanceof WasmMemory ? input.address : (input as HostArray);
    });
    const results: HostArray[] = [];
    for (let i = 0; i < this.outputs.length - kept.length; i++) {
      results.push(newHostArray(this.outputs[i]!));
      this.bindings[this.inputs + i] = results[i];
    }
    kept.forEach((memory, i) => {
      this.bindings[this.inputs + results.length + i] = (memory as WasmMemory).address;
    });
    try {
      this.program.run(this.bindings);
    } catch (error) {
      if (!(error instanceof MemoryFullError)) throw error;
      const data = this.inputTypes.filter((_, i) => typeof this.bindings[i] === "object");
      throw explainFullMemory(error, this.program.runBytes, this.buffers, data);
    } finally {
      this.bindings.fill(undefined);
    }
    return results;
  }

  release(): void {
    this.program.release();
  }
}
