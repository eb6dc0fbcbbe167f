/** Runs lowered programs as WebAssembly: one memory, one pool of threads, any number of programs. */

import type { ElementType, Program } from "../../../compiler/lowered/program.ts";
import { emitProgram } from "./emit-program.ts";
import { LoadedWasmProgram } from "./loaded-program.ts";
import { LinearMemory } from "./memory.ts";
import { printModule } from "./print-wat.ts";
import {
  maximumThreads,
  oneThread,
  type ThreadPlatform,
  type ThreadPool,
  type Waiting,
} from "./thread-pool.ts";

/** What a buffer of a program is bound to for one run: an array, a byte address, or nothing. */
export type Binding = Float32Array | Int32Array | number | undefined;

/** A program that is ready to run. */
export interface LoadedProgram {
  /**
   * Runs the program once. One binding a buffer of the program: for an input the array to copy in, or the address of
   * memory from `allocate`; for state an address; for an output the array to copy out to, or an address; for
   * constants and temporaries undefined. Throws RangeError or TypeError for bindings that do not fit, and the error
   * of a thread that failed.
   */
  run(bindings: readonly Binding[]): void;
  /** Bytes of the WebAssembly module. */
  readonly codeBytes: number;
  /** Bytes of the module and of memory that is the program's own. */
  readonly bytes: number;
  /** Bytes of memory that a run needs besides, which all programs share. */
  readonly runBytes: number;
  /** Frees what the program holds. It cannot run again. */
  release(): void;
}

/** Memory for inputs, outputs and temporaries, shared by all programs because only one runs at a time. */
export class Arena {
  private readonly memory: LinearMemory;
  private bytes = 0;
  /** Its byte address; it moves when it grows. */
  address = 0;

  constructor(memory: LinearMemory) {
    this.memory = memory;
  }

  /** Makes room for `bytes` bytes. What it held is lost when it has to grow. */
  reserve(bytes: number): void {
    if (bytes <= this.bytes) return;
    if (this.bytes > 0) this.memory.release(this.address);
    this.bytes = 0;
    this.address = this.memory.allocate(bytes, false);
    this.bytes = bytes;
  }
}

/**
 * Compiles lowered programs to WebAssembly and runs them, one at a time, on the calling thread and its workers.
 *
 * @example sketch
 * const engine = new WasmEngine({ threads: 2, platform: nodePlatform });
 * const loaded = engine.load(program);
 * loaded.run([input, undefined, output]);
 */
export class WasmEngine {
  readonly threads: number;
  private readonly memory: LinearMemory;
  private readonly arena: Arena;
  private readonly pool: ThreadPool;
  private readonly waiting: Waiting;
  private nextProgram = 1;

  /**
   * An engine of its own, without anything in common with others.
   *
   * @param options.platform Where its threads come from; by default it has the calling one only.
   * @param options.threads How many threads run a program, the calling one included; the platform's choice by
   *   default, and 1 whatever is asked where the platform has no others. Results do not depend on it. Throws
   *   RangeError outside 1 to 255.
   */
  constructor(options: { readonly threads?: number; readonly platform?: ThreadPlatform } = {}) {
    const { platform = oneThread } = options;
    const { threads = platform.defaultThreads } = options;
    if (!Number.isInteger(threads) || threads < 1 || threads > maximumThreads) {
      throw new RangeError(
        `Cannot make a pool of ${threads} threads: expected an integer from 1 to ${maximumThreads}.`,
      );
    }
    this.waiting = platform.waiting;
    this.threads = this.waiting === "never" ? 1 : threads;
    this.memory = new LinearMemory({ shared: this.waiting !== "never" });
    this.arena = new Arena(this.memory);
    this.pool = platform.createPool(this.memory, this.threads);
  }

  /** The byte address of zeros for `elements` elements, a multiple of 64. Throws RangeError when memory is full. */
  allocate(elements: number): number {
    return this.memory.allocate(4 * elements, true);
  }

  /** Frees memory from `allocate`. Throws RangeError for any other address. */
  release(address: number): void {
    this.memory.release(address);
  }

  /**
   * A window on memory. Valid until memory grows, which `allocate`, `load` and the first run of a program with
   * given arrays may do: take a new one after those.
   */
  view(address: number, type: ElementType, length: number): Float32Array | Int32Array {
    return this.memory.view(address, type, length);
  }

  /** Compiles a program that runs on at most `most` threads. Throws what emitting its kernels throws, and RangeError when memory is full. */
  load(program: Program, most: number = this.threads): LoadedProgram {
    const { memory, arena, pool, waiting } = this;
    const threads = Math.min(most, this.threads);
    return new LoadedWasmProgram(program, this.nextProgram++, { memory, arena, pool, threads, waiting });
  }

  /** The module of a program in WebAssembly's text format. */
  wat(program: Program): string {
    return printModule(emitProgram(program, this.waiting).module);
  }

  /** Bytes of memory in use. */
  get memoryBytes(): number {
    return this.memory.bytesInUse;
  }

  /** Blocks until all threads have started or the time is over; returns how many there are. Runs do not need this. */
  waitForThreads(milliseconds = 10_000): number {
    return this.pool.waitUntilReady(milliseconds);
  }

  /** Ends the workers. Programs run on the calling thread from then on. */
  close(): void {
    this.pool.close();
  }
}
