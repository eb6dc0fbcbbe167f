/** Memory for looking into accesses outside of buffers: each ends where pages begin that nobody may touch. */

import type { Koffi, NativeFunction } from "./koffi.ts";
import { memoryFlags } from "./memory-flags.ts";

/** What lies in front of buffers, and in them at first: a NaN, and as an index far outside. */
const filler = 0xff;

interface System {
  readonly pageBytes: number;
  readonly mmap: NativeFunction;
  readonly mprotect: NativeFunction;
  readonly munmap: NativeFunction;
  readonly memcpy: NativeFunction;
  readonly memset: NativeFunction;
}

const systems = new WeakMap<Koffi, System>();

/**
 * Buffers for one run. To touch what follows one, or comes more than a page before it, ends the process with a signal; what
 * was written just before one is found by `check`.
 */
export class GuardedBuffers {
  /** Of the first byte of each buffer: a multiple of 4. */
  readonly addresses: readonly number[];
  private readonly system: System;
  private readonly start: number;
  private readonly bytes: number;
  private readonly lengths: readonly number[];

  /** Buffers of so many bytes. Throws: Error where there is no memory. */
  constructor(koffi: Koffi, lengths: readonly number[]) {
    this.system = systemOf(koffi);
    this.lengths = lengths;
    const { pageBytes, mmap, mprotect, memset } = this.system;
    const pages = lengths.map((length) => Math.max(1, Math.ceil(length / pageBytes)));
    this.bytes = pageBytes * pages.reduce((sum, count) => sum + count + 1, 1);
    const flags = memoryFlags.private | memoryFlags.anonymous;
    this.start = Number(mmap(null, this.bytes, memoryFlags.none, flags, -1, 0));
    if (this.start <= 0) throw new Error(`Cannot map ${this.bytes} bytes for guarded buffers.`);
    let at = this.start + pageBytes;
    this.addresses = lengths.map((length, i) => {
      const bytes = pages[i]! * pageBytes;
      if (mprotect(BigInt(at), bytes, memoryFlags.read | memoryFlags.write) !== 0) {
        throw new Error(`Cannot make ${bytes} bytes of guarded buffers writable.`);
      }
      memset(BigInt(at), filler, bytes);
      const end = at + bytes;
      at = end + pageBytes;
      return end - length;
    });
  }

  /** Copies elements into a buffer. */
  fill(buffer: number, elements: Float32Array | Int32Array): void {
    this.system.memcpy(BigInt(this.addresses[buffer]!), elements, elements.byteLength);
  }

  /** Copies a buffer to elements. */
  read(buffer: number, elements: Float32Array | Int32Array): void {
    this.system.memcpy(elements, BigInt(this.addresses[buffer]!), elements.byteLength);
  }

  /** The number of the first buffer with writes just before it, or −1. */
  check(): number {
    const { pageBytes } = this.system;
    return this.lengths.findIndex((length, i) => {
      const before = new Uint8Array((pageBytes - (length % pageBytes)) % pageBytes);
      if (before.length === 0) return false;
      this.system.memcpy(before, BigInt(this.addresses[i]! - before.length), before.length);
      return before.some((byte) => byte !== filler);
    });
  }

  free(): void {
    this.system.munmap(BigInt(this.start), this.bytes);
  }
}

function systemOf(koffi: Koffi): System {
  let system = systems.get(koffi);
  if (system === undefined) {
    const library = koffi.load(null);
    system = {
      pageBytes: library.func("int getpagesize()")() as number,
      mmap: library.func("void *mmap(void *, size_t, int, int, int, int64_t)"),
      mprotect: library.func("int mprotect(void *, size_t, int)"),
      munmap: library.func("int munmap(void *, size_t)"),
      memcpy: library.func("void *memcpy(void *, void *, size_t)"),
      memset: library.func("void *memset(void *, int, size_t)"),
    };
    systems.set(koffi, system);
  }
  return system;
}
