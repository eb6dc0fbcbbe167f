/** Runs lowered programs as machine code: one arena, one pool of threads, any number of programs. */

import { guardsBuffers } from "../../../base/debug.ts";
import type { Program } from "../../../compiler/lowered/program.ts";
import type { Preparation } from "../../../compiler/split-preparation.ts";
import { control } from "../control-block.ts";
import type { WorkerTeam } from "../worker-team.ts";
import { emitProgram } from "./emit-program.ts";
import { type ExecutableMemory, makeExecutable } from "./executable-memory.ts";
import type { Koffi, NativeFunction } from "./koffi.ts";
import { LoadedNativeProgram } from "./loaded-program.ts";
import { shutGate } from "./loading-gate.ts";
import { type NativeBytes, nativeBytes, writeAddress } from "./native-memory.ts";
import { entryPrototype, nativeTeam } from "./pool.ts";
import { PreparedRoom, preparedBytes } from "./prepared-room.ts";
import type { NativeTarget } from "./target.ts";

/** The most threads of a pool: what the lower 8 bits of a command hold. */
const maximumThreads = 255;

/** Programs in machine code, run one at a time on the calling thread and its workers. */
export class NativeEngine {
  readonly koffi: Koffi;
  readonly target: NativeTarget;
  readonly threads: number;
  /** Whether programs run over copies of their buffers between pages that nobody may touch. */
  readonly guarded: boolean;
  /** Bytes of the tensors that live in memory of this engine. */
  tensorBytes = 0;
  private readonly words: Int32Array;
  private readonly controlAddress: number;
  private readonly code = new Set<ExecutableMemory>();
  private readonly enter: NativeFunction;
  private readonly workers: WorkerTeam;
  /** Room for what programs prepare: a quarter of the computer's memory. */
  readonly prepared = new PreparedRoom(preparedBytes());
  private room: NativeBytes;
  private closed = false;
  /** How many threads took part in the last run. */
  private team = 1;

  /** @param threads The calling one included. Throws: RangeError outside 1 to 255. */
  constructor(koffi: Koffi, target: NativeTarget, threads: number, guarded: boolean = guardsBuffers) {
    if (!Number.isInteger(threads) || threads < 1 || threads > maximumThreads) {
      throw new RangeError(
        `Cannot make a pool of ${threads} threads: expected an integer from 1 to ${maximumThreads}.`,
      );
    }
    this.koffi = koffi;
    this.target = target;
    this.threads = threads;
    this.guarded = guarded;
    const { words, address } = controlBlock(koffi, threads);
    this.words = words;
    this.controlAddress = address;
    const entry = this.place(target.emitEntry());
    this.enter = koffi.decode(entry.address, koffi.proto(entryPrototype));
    this.workers = nativeTeam(threads, { words, controlAddress: address, enter: entry.address });
    this.room = nativeBytes(koffi, 0);
  }

  /** Memory for temporaries, which all programs share because only one runs at a time. It moves when it grows. */
  arena(bytes: number): NativeBytes {
    if (this.room.elements.length < bytes) this.room = nativeBytes(this.koffi, bytes);
    return this.room;
  }

  /** Bytes of memory in use: of tensors, of what was prepared, and of the room that programs share. */
  get memoryBytes(): number {
    return this.tensorBytes + this.prepared.bytes + this.room.elements.byteLength;
  }

  /** A program that runs on at most `most` threads. Throws what emitting its kernels throws, and Error where executable memory is not to be had. */
  load(program: Program, most: number = this.threads, split?: Preparation): LoadedNativeProgram {
    return new LoadedNativeProgram(
      program,
      emitProgram(program, this.target, split),
      this,
      Math.min(most, this.threads),
      split,
    );
  }

  /** Code that can be called, until `free` or `close`. */
  place(code: Uint8Array): ExecutableMemory {
    const memory = makeExecutable(this.koffi, code);
    this.code.add(memory);
    return memory;
  }

  /** Frees code that `place` placed, once no thread is in it. */
  free(memory: ExecutableMemory): void {
    this.workers.settle();
    if (this.code.delete(memory)) memory.free();
  }

  /** Runs a driver on the calling thread and at most `threads` − 1 others. */
  run(driver: number, table: number, threads: number): void {
    if (this.closed) throw new Error("Cannot run a program on a device that was closed. Make another one.");
    writeAddress(this.words, control.driverAddress >> 2, driver);
    writeAddress(this.words, control.tableAddress >> 2, table);
    const team = threads > 1 ? Math.min(threads, this.workers.available()) : 1;
    if (team > this.team) this.forgetCounters(team);
    this.team = team;
    if (team > 1) this.workers.announce(0, 0, team);
    this.enter(this.controlAddress, 0, team);
  }

  /** Clears the counters of threads that sat out: theirs may be of a generation whose number comes again. */
  private forgetCounters(team: number): void {
    const at = (thread: number): number => (control.bytes + thread * control.counterBytes) >> 2;
    this.words.fill(0, at(this.team), at(team));
  }

  /** Blocks until all threads have started or the time is over; returns how many there are. Runs do not need this. */
  waitForThreads(milliseconds = 10_000): number {
    return this.workers.waitUntilReady(milliseconds);
  }

  /** Ends the workers and frees all code. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.workers.settle();
    shutGate(this.words);
    this.workers.close();
    for (const memory of this.code) memory.free();
    this.code.clear();
  }
}

/** The words of the block and of the threads' counters, at a multiple of cache lines. */
function controlBlock(koffi: Koffi, threads: number): { words: Int32Array; address: number } {
  const line = 128;
  const bytes = control.bytes + threads * control.counterBytes;
  const all = new Int32Array(new SharedArrayBuffer(bytes + line));
  const start = Number(koffi.address(all));
  const skip = (line - (start % line)) % line;
  return { words: new Int32Array(all.buffer, skip, bytes / 4), address: start + skip };
}
