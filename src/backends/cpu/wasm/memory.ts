/** Hands out pieces of one WebAssembly memory, which grows as needed. */

import type { ElementType } from "../../../compiler/lowered/program.ts";
import { control } from "../control-block.ts";
import { maximumPages } from "./emit-program.ts";
import { MemoryFullError } from "./out-of-memory.ts";

const pageBytes = 65536;
const alignment = 64;
/** Memory grows by at least this much, so that many small allocations do not each grow it. */
const growthBytes = 1 << 22;

interface Block {
  readonly address: number;
  readonly size: number;
}

/** One memory of up to 4 GiB and the list of its free blocks: the first that is large enough is taken. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  /** Blocks in use: address → bytes. */
  private readonly used = new Map<number, number>();
  private inUse = 0;
  /** Free blocks in the order of their addresses; no two touch. */
  private readonly free: Block[] = [];
  /** Memory above this address has never been handed out and is still zero. */
  private fresh: number = control.bytes;
  private floats: Float32Array;
  private ints: Int32Array;

  /** @param options.shared Whether threads share it; what is not shared leaves old views empty when it grows. */
  constructor({ shared }: { readonly shared: boolean }) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared });
    this.free.push({ address: control.bytes, size: pageBytes - control.bytes });
    this.floats = new Float32Array(this.memory.buffer);
    this.ints = new Int32Array(this.memory.buffer);
  }

  /** All of memory as float32 elements: valid until it grows. */
  get float32(): Float32Array {
    return this.floats;
  }

  /** All of memory as int32 elements: valid until it grows. */
  get int32(): Int32Array {
    return this.ints;
  }

  /** Bytes handed out and not released. */
  get bytesInUse(): number {
    return this.inUse;
  }

  /** The byte address of `bytes` bytes, a multiple of 64. Throws RangeError when 4 GiB do not suffice. */
  allocate(bytes: number, clear: boolean): number {
    const size = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
    let at = this.free.findIndex((block) => block.size >= size);
    if (at < 0) at = this.grow(size);
    const block = this.free[at]!;
    if (block.size === size) this.free.splice(at, 1);
    else this.free[at] = { address: block.address + size, size: block.size - size };
    this.used.set(block.address, size);
    this.inUse += size;
    const end = block.address + size;
    if (clear && block.address < this.fresh) {
      this.ints.fill(0, block.address / 4, Math.min(end, this.fresh) / 4);
    }
    this.fresh = Math.max(this.fresh, end);
    return block.address;
  }

  /** Hands a block back. Throws RangeError for an address that is not in use. */
  release(address: number): void {
    const size = this.used.get(address);
    if (size === undefined) {
      throw new RangeError(
        `Cannot release WebAssembly memory at ${address}: expected an address from allocate() that was not released yet.`,
      );
    }
    this.used.delete(address);
    this.inUse -= size;
    this.insert({ address, size });
  }

  /** A view of `length` elements at a byte address: valid until memory grows. */
  view(address: number, type: ElementType, length: number): Float32Array | Int32Array {
    const all = type === "float32" ? this.floats : this.ints;
    return all.subarray(address / 4, address / 4 + length);
  }

  /** Puts a block into the list of free ones, joined with those it touches, and returns its position. */
  private insert(block: Block): number {
    let at = this.free.findIndex((other) => other.address > block.address);
    if (at < 0) at = this.free.length;
    let { address, size } = block;
    const after = this.free[at];
    if (after !== undefined && after.address === address + size) {
      size += after.size;
      this.free.splice(at, 1);
    }
    const before = this.free[at - 1];
    if (before !== undefined && before.address + before.size === address) {
      address = before.address;
      size += before.size;
      this.free.splice(--at, 1);
    }
    this.free.splice(at, 0, { address, size });
    return at;
  }

  /** Grows memory until its last free block has `size` bytes; returns that block's position. */
  private grow(size: number): number {
    const old = this.memory.buffer.byteLength;
    const last = this.free.at(-1);
    const missing = size - (last !== undefined && last.address + last.size === old ? last.size : 0);
    const limit = maximumPages * pageBytes;
    const wanted = Math.min(limit - old, Math.max(missing, growthBytes, old / 4));
    const pages = Math.ceil(wanted / pageBytes);
    if (missing > limit - old || !this.tryGrow(pages, Math.ceil(missing / pageBytes))) {
      throw new MemoryFullError(
        `Cannot allocate ${mebibytes(size)} of WebAssembly memory: expected room below 4096 MiB, got ${mebibytes(this.inUse)} in ${this.used.size} blocks in use. Use a smaller batch, or release what is no longer needed.`,
        this.inUse,
      );
    }
    this.floats = new Float32Array(this.memory.buffer);
    this.ints = new Int32Array(this.memory.buffer);
    return this.insert({ address: old, size: this.memory.buffer.byteLength - old });
  }

  private tryGrow(pages: number, least: number): boolean {
    for (const count of [pages, least]) {
      try {
        this.memory.grow(count);
        return true;
      } catch {
        // The system has less to give: the second try asks for no more than needed.
      }
    }
    return false;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
