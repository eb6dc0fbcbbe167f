/** Memory of native programs: ordinary arrays, which the garbage collector frees, and their addresses. */

import type { ElementType } from "../../../compiler/lowered/program.ts";
import type { Koffi } from "./koffi.ts";

/** Bytes, with the address of the first: a multiple of 64. They stay where they are. */
export interface NativeBytes {
  readonly elements: Uint8Array<ArrayBuffer>;
  readonly address: number;
}

/** Elements in such bytes. */
export interface NativeArray {
  readonly elements: Float32Array | Int32Array;
  readonly address: number;
  /** As long as this number is the same, so are the elements: whoever writes them sets a `newVersion`. */
  version: number;
}

let versions = 0;

/** A number that no array has had. */
export function newVersion(): number {
  return ++versions;
}

const alignment = 64;

/** Bytes of zeros at a multiple of 64. Throws: RangeError where there is no memory left. */
export function nativeBytes(koffi: Koffi, bytes: number): NativeBytes {
  const all = new Uint8Array(new ArrayBuffer(bytes + alignment));
  const start = Number(koffi.address(all));
  const offset = (alignment - (start % alignment)) % alignment;
  return { elements: all.subarray(offset, offset + bytes), address: start + offset };
}

/** Zeros at a multiple of 64. Throws: RangeError where there is no memory left. */
export function nativeArray(koffi: Koffi, type: ElementType, length: number): NativeArray {
  const { elements, address } = nativeBytes(koffi, 4 * length);
  return { elements: elementsOf(elements, 0, type, length), address, version: newVersion() };
}

/** Part of some bytes as elements. */
export function elementsOf(
  bytes: Uint8Array<ArrayBuffer>,
  offset: number,
  type: ElementType,
  length: number,
): Float32Array | Int32Array {
  const Kind = type === "float32" ? Float32Array : Int32Array;
  return new Kind(bytes.buffer, bytes.byteOffset + offset, length);
}

/** A table of 64-bit addresses, written where they change. */
export class AddressTable {
  readonly address: number;
  private readonly words: Int32Array;
  private readonly known: Float64Array;

  constructor(koffi: Koffi, length: number) {
    const { elements, address } = nativeArray(koffi, "int32", 2 * length);
    this.words = elements as Int32Array;
    this.address = address;
    this.known = new Float64Array(length);
  }

  set(position: number, address: number): void {
    if (this.known[position] === address) return;
    this.known[position] = address;
    writeAddress(this.words, 2 * position, address);
  }
}

/** Writes an address as two words. */
export function writeAddress(words: Int32Array, position: number, address: number): void {
  words[position] = (address % 2 ** 32) | 0;
  words[position + 1] = Math.floor(address / 2 ** 32);
}
