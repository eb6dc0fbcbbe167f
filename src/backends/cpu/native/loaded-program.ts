/** A program in an engine: its code, its table of buffers, and what a run copies in and out. */

import type { BufferSpec, Program } from "../../../compiler/lowered/program.ts";
import type { Preparation } from "../../../compiler/split-preparation.ts";
import type { EmittedProgram, PlacedDriver } from "./emit-program.ts";
import type { ExecutableMemory } from "./executable-memory.ts";
import { GuardedBuffers } from "./guarded-buffers.ts";
import type { NativeEngine } from "./native-engine.ts";
import {
  AddressTable,
  elementsOf,
  type NativeArray,
  type NativeBytes,
  nativeArray,
  newVersion,
} from "./native-memory.ts";
import { PreparedBuffers } from "./prepared-buffers.ts";

type Elements = Float32Array | Int32Array;

/**
 * What a buffer of a program is bound to for one run. An array is read or written where it is, or copied if it is so
 * short that copying is quicker than finding out its address.
 */
export type Binding = Elements | NativeArray | undefined;

/** Arrays up to this many elements are copied: V8 keeps the shortest where they move, so these must be. */
const shortLength = 1_024;

/** What `NativeEngine.load` returns. */
export class LoadedNativeProgram {
  readonly emitted: EmittedProgram;
  /** Bytes of its code and constants. */
  readonly bytes: number;
  private readonly buffers: readonly BufferSpec[];
  private readonly engine: NativeEngine;
  private readonly code: ExecutableMemory;
  private readonly table: AddressTable;
  /** The most threads that it runs on. */
  private readonly threads: number;
  private readonly constants: NativeArray[] = [];
  /** Where copies of short arrays lie in the arena, in bytes; −1 for other buffers. */
  private readonly copies: Int32Array;
  private readonly arenaBytes: number;
  /** The arena that the table and the windows on copies are for. */
  private arena: NativeBytes | undefined;
  private readonly windows: (Elements | undefined)[] = [];
  /** What it can prepare, if it was split. */
  private readonly prepared: PreparedBuffers | undefined;
  private released = false;

  constructor(
    program: Program,
    emitted: EmittedProgram,
    engine: NativeEngine,
    threads: number,
    split?: Preparation,
  ) {
    this.emitted = emitted;
    this.buffers = program.buffers;
    this.engine = engine;
    this.threads = threads;
    this.table = new AddressTable(engine.koffi, program.buffers.length);
    this.copies = new Int32Array(program.buffers.length).fill(-1);
    let arenaBytes = 4 * program.arenaLength;
    program.buffers.forEach((spec, i) => {
      if (spec.role === "constant") {
        const constant = nativeArray(engine.koffi, spec.type, spec.length);
        constant.elements.set(spec.contents!);
        this.constants.push(constant);
        this.table.set(i, constant.address);
      } else if ((spec.role === "input" || spec.role === "output") && spec.length <= shortLength) {
        arenaBytes = Math.ceil(arenaBytes / 64) * 64;
        this.copies[i] = arenaBytes;
        arenaBytes += 4 * spec.length;
      }
    });
    this.arenaBytes = arenaBytes;
    this.prepared = split && new PreparedBuffers(split, program.buffers, engine.koffi, engine.prepared);
    this.code = engine.place(emitted.code);
    const constants = this.constants.reduce((sum, { elements }) => sum + elements.byteLength, 0);
    this.bytes = emitted.code.length + constants;
  }

  /**
   * Runs the program once: one binding a buffer, undefined for constants and temporaries; states are bound to
   * `NativeArray`s.
   *
   * Throws: TypeError for bindings that do not fit; Error after `release` or the engine's `close`.
   */
  run(bindings: readonly Binding[]): void {
    if (this.released) throw new Error("Cannot run a program that was released. Load it again.");
    this.bind(bindings);
    if (this.engine.guarded) {
      this.runGuarded(bindings);
      return;
    }
    this.runParts(bindings);
    this.copyOut(bindings);
  }

  /** All of the program, over copies of its buffers between pages that nobody may touch. */
  private runGuarded(bindings: readonly Binding[]): void {
    const { buffers, table } = this;
    const guarded = new GuardedBuffers(
      this.engine.koffi,
      buffers.map(({ length }) => 4 * length),
    );
    try {
      const bound = bindings.map((binding) =>
        binding !== undefined && "elements" in binding ? binding.elements : binding,
      );
      buffers.forEach(({ role, contents }, i) => {
        table.set(i, guarded.addresses[i]!);
        const elements = role === "constant" ? contents : bound[i];
        if (role !== "output" && elements !== undefined) guarded.fill(i, elements);
      });
      this.drive(this.emitted.driver);
      const overrun = guarded.check();
      if (overrun >= 0)
        throw new Error(`The program wrote before its ${buffers[overrun]!.role} buffer ${overrun}.`);
      buffers.forEach(({ role }, i) => {
        if (role === "state" || role === "output") guarded.read(i, bound[i]!);
      });
    } finally {
      guarded.free();
    }
  }

  private runParts(bindings: readonly Binding[]): void {
    const { driver, parts } = this.emitted;
    const { prepared } = this;
    if (prepared === undefined || parts === undefined) {
      this.drive(driver);
      return;
    }
    const part = prepared.next(bindings);
    const held = part === "whole" ? undefined : prepared.held();
    prepared.kept.forEach((buffer, i) => {
      const inArena = this.arena!.address + 4 * this.buffers[buffer]!.arenaOffset!;
      this.table.set(buffer, held === undefined ? inArena : held[i]!.address);
    });
    if (part === "preparation") {
      this.drive(parts.preparation);
      prepared.prepared();
    }
    this.drive(part === "whole" ? driver : parts.rest);
  }

  private drive({ offset, width }: PlacedDriver): void {
    const { code, engine, table, threads } = this;
    engine.run(Number(code.address) + offset, table.address, Math.min(threads, width));
  }

  /** Frees the code. */
  release(): void {
    if (this.released) return;
    this.released = true;
    this.prepared?.drop();
    this.engine.free(this.code);
  }

  private bind(bindings: readonly Binding[]): void {
    const { buffers, copies, engine, table } = this;
    if (bindings.length !== buffers.length) {
      throw new RangeError(
        `Cannot run a program with ${bindings.length} bindings: expected one a buffer, ${buffers.length}.`,
      );
    }
    const arena = engine.arena(this.arenaBytes);
    if (arena !== this.arena) this.moveTo(arena);
    for (let i = 0; i < buffers.length; i++) {
      const spec = buffers[i]!;
      if (spec.role === "temporary" || spec.role === "constant") continue;
      const binding = bindings[i];
      if (binding === undefined) throw bindingError(spec, "undefined");
      const elements = "elements" in binding ? binding.elements : binding;
      checkElements(spec, elements);
      if ("elements" in binding) {
        table.set(i, binding.address);
        if (spec.role !== "input") binding.version = newVersion();
      } else if (spec.role === "state") throw bindingError(spec, "an array of JavaScript");
      else if (copies[i]! < 0) table.set(i, Number(engine.koffi.address(binding)));
      else {
        table.set(i, arena.address + copies[i]!);
        if (spec.role === "input") this.windows[i]!.set(binding);
      }
    }
  }

  private moveTo(arena: NativeBytes): void {
    this.arena = arena;
    this.buffers.forEach(({ role, type, length, arenaOffset }, i) => {
      const copy = this.copies[i]!;
      if (role === "temporary") this.table.set(i, arena.address + 4 * arenaOffset!);
      else if (copy >= 0) this.windows[i] = elementsOf(arena.elements, copy, type, length);
    });
  }

  private copyOut(bindings: readonly Binding[]): void {
    for (let i = 0; i < bindings.length; i++) {
      const binding = bindings[i];
      const copied = this.buffers[i]!.role === "output" && this.copies[i]! >= 0;
      if (copied && binding !== undefined && !("elements" in binding)) binding.set(this.windows[i]!);
    }
  }
}

function checkElements(spec: BufferSpec, elements: Elements): void {
  const type = elements instanceof Float32Array ? "float32" : "int32";
  if (type === spec.type && elements.length === spec.length) return;
  throw bindingError(spec, `${elements.length} of ${type}`);
}

function bindingError(spec: BufferSpec, got: string): Error {
  return new TypeError(
    `Cannot bind ${spec.role} ${spec.name}: expected ${spec.length} elements of ${spec.type}` +
      `${spec.role === "state" ? " in memory of the device" : ""}, got ${got}.`,
  );
}
