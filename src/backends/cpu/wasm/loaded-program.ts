/** A program in an engine: its instance, its table of buffers, and what a run copies in and out. */

import type { BufferSpec, Program } from "../../../compiler/lowered/program.ts";
import { compileModule } from "./compile-module.ts";
import { emitProgram } from "./emit-program.ts";
import type { Arena, Binding, LoadedProgram } from "./engine.ts";
import type { LinearMemory } from "./memory.ts";
import type { ShareDriver, SharedProgram, ThreadPool, Waiting } from "./thread-pool.ts";

/** What all programs of an engine have in common. */
export interface EngineParts {
  readonly memory: LinearMemory;
  readonly arena: Arena;
  readonly pool: ThreadPool;
  readonly threads: number;
  readonly waiting: Waiting;
}

/** An array of a caller that is copied out of memory after a run, with the window it comes from. */
interface Outlet {
  window: Float32Array | Int32Array;
  address: number;
}

/** What `WasmEngine.load` returns. Throws TypeError for bindings that do not fit their buffers. */
export class LoadedWasmProgram implements LoadedProgram {
  readonly codeBytes: number;
  bytes: number;
  private readonly buffers: readonly BufferSpec[];
  /** Threads that the program can keep busy. */
  private readonly threads: number;
  private readonly engine: EngineParts;
  private readonly shared: SharedProgram;
  private readonly alone: (frame: number) => void;
  private readonly share: ShareDriver | undefined;
  /** The byte address of the table of buffers. */
  private readonly frame: number;
  /** What the table holds. */
  private readonly table: Int32Array;
  /** Memory of this program's own: its table and its constants. */
  private readonly owned: number[] = [];
  /** Where buffers given as arrays lie in the arena, in bytes; −1 for those never given so. */
  private readonly staging: Int32Array;
  private arenaBytes: number;
  private readonly outlets: (Outlet | undefined)[];
  private released = false;

  constructor(program: Program, id: number, engine: EngineParts) {
    const { memory } = engine;
    const emitted = emitProgram(program, engine.waiting);
    const module = compileModule(emitted.bytes);
    const instance = new WebAssembly.Instance(module, { env: { memory: memory.memory } });
    this.alone = instance.exports.alone as (frame: number) => void;
    this.share = instance.exports.share as ShareDriver | undefined;
    this.buffers = program.buffers;
    this.threads = Math.min(engine.threads, emitted.width);
    this.engine = engine;
    this.shared = { id, module, bytes: emitted.bytes };
    this.codeBytes = emitted.bytes.length;
    this.bytes = this.codeBytes;
    this.table = new Int32Array(program.buffers.length);
    this.staging = new Int32Array(program.buffers.length).fill(-1);
    this.outlets = program.buffers.map(() => undefined);
    this.arenaBytes = 4 * program.arenaLength;
    this.frame = this.own(4 * program.buffers.length);
    program.buffers.forEach((spec, i) => {
      if (spec.role !== "constant") return;
      const address = this.own(4 * spec.length);
      if (spec.contents === undefined) throw bindingError(spec, "contents in the program", "none");
      memory.view(address, spec.type, spec.length).set(spec.contents);
      this.setAddress(i, address);
    });
  }

  get runBytes(): number {
    return this.arenaBytes;
  }

  run(bindings: readonly Binding[]): void {
    this.bind(bindings);
    const { pool } = this.engine;
    const threads = this.threads > 1 ? Math.min(this.threads, pool.available()) : 1;
    if (threads > 1) pool.run(this.shared, this.share!, this.frame, threads);
    else this.alone(this.frame);
    for (let i = 0; i < bindings.length; i++) {
      const binding = bindings[i];
      if (typeof binding === "object" && this.buffers[i]!.role === "output") this.copyOut(i, binding);
    }
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.engine.pool.release(this.shared);
    for (const address of this.owned) this.engine.memory.release(address);
  }

  private own(bytes: number): number {
    const address = this.engine.memory.allocate(bytes, true);
    this.owned.push(address);
    this.bytes += bytes;
    return address;
  }

  /** Brings the table up to date with the bindings and copies the inputs in. */
  private bind(bindings: readonly Binding[]): void {
    const { buffers, staging } = this;
    const { arena, memory } = this.engine;
    if (this.released) throw new Error("Cannot run a program that was released. Load it again.");
    if (bindings.length !== buffers.length) {
      throw new RangeError(
        `Cannot run a program with ${bindings.length} bindings: expected one a buffer, ${buffers.length}.`,
      );
    }
    for (let i = 0; i < buffers.length; i++) {
      if (typeof bindings[i] === "object" && staging[i]! < 0) this.stage(i);
    }
    arena.reserve(this.arenaBytes);
    for (let i = 0; i < buffers.length; i++) {
      const spec = buffers[i]!;
      const binding = bindings[i];
      if (binding === undefined) {
        if (spec.role === "temporary") this.setAddress(i, arena.address + 4 * (spec.arenaOffset ?? 0));
        else if (spec.role !== "constant") throw bindingError(spec, "an array or an address", "undefined");
      } else if (typeof binding === "number") {
        this.checkAddress(spec, binding);
        this.setAddress(i, binding);
      } else {
        checkArray(spec, binding);
        const address = arena.address + staging[i]!;
        this.setAddress(i, address);
        if (spec.role === "input") {
          const all = spec.type === "float32" ? memory.float32 : memory.int32;
          all.set(binding, address / 4);
        }
      }
    }
  }

  private stage(buffer: number): void {
    const spec = this.buffers[buffer]!;
    if (spec.role !== "input" && spec.role !== "output") {
      const expected = spec.role === "state" ? "the address of memory from allocate()" : "undefined";
      throw bindingError(spec, expected, "an array");
    }
    this.arenaBytes = Math.ceil(this.arenaBytes / 64) * 64;
    this.staging[buffer] = this.arenaBytes;
    this.arenaBytes += 4 * spec.length;
  }

  private setAddress(buffer: number, address: number): void {
    if (this.table[buffer] === (address | 0)) return;
    this.table[buffer] = address;
    this.engine.memory.int32[this.frame / 4 + buffer] = address;
  }

  private copyOut(buffer: number, target: Float32Array | Int32Array): void {
    const spec = this.buffers[buffer]!;
    const { memory, arena } = this.engine;
    const address = arena.address + this.staging[buffer]!;
    let outlet = this.outlets[buffer];
    // Memory that is not shared empties its windows when it grows.
    const stale = outlet !== undefined && outlet.window.length !== spec.length;
    if (outlet === undefined || outlet.address !== address || stale) {
      outlet = { window: memory.view(address, spec.type, spec.length), address };
      this.outlets[buffer] = outlet;
    }
    target.set(outlet.window);
  }

  private checkAddress(spec: BufferSpec, address: number): void {
    if (spec.role === "constant" || spec.role === "temporary") {
      throw bindingError(spec, "undefined", `the address ${address}`);
    }
    const end = this.engine.memory.int32.length * 4;
    if (!(address > 0 && address % 4 === 0 && address + 4 * spec.length <= end)) {
      throw bindingError(spec, `an address from allocate() below ${end}`, `${address}`);
    }
  }
}

function checkArray(spec: BufferSpec, array: Float32Array | Int32Array): void {
  const type = array instanceof Float32Array ? "float32" : "int32";
  if (type === spec.type && array.length === spec.length) return;
  throw bindingError(spec, `${spec.length} elements of ${spec.type}`, `${array.length} of ${type}`);
}

function bindingError(spec: BufferSpec, expected: string, got: string): Error {
  return new TypeError(`Cannot bind ${spec.role} ${spec.name}: expected ${expected}, got ${got}.`);
}
