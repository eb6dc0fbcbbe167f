/** The part of the npm package `koffi` that this backend uses. It is optional: without it there is no native target. */

import { createRequire } from "node:module";

/** A pointer to memory outside JavaScript. */
export type NativePointer = bigint;

/** What a foreign function takes: numbers, pointers, or a typed array for a pointer to its contents. */
export type NativeArgument = number | NativePointer | NodeJS.TypedArray | null;

/** A function outside JavaScript. */
export type NativeFunction = (...values: NativeArgument[]) => unknown;

/** The functions of the package that are used here. */
export interface Koffi {
  load(path: string | null): { func(definition: string): NativeFunction };
  proto(definition: string): unknown;
  decode(pointer: NativePointer, prototype: unknown): NativeFunction;
  address(value: NodeJS.TypedArray): NativePointer;
  errno(): number;
}

let loaded: Koffi | null | undefined;

/** koffi, or undefined where the package or its binary for this platform is missing. */
export function loadKoffi(): Koffi | undefined {
  if (loaded === undefined) {
    try {
      const koffi = createRequire(import.meta.url)("koffi") as Koffi;
      // In a thread that has loaded no library yet, koffi 3.3 crashes when a decoded pointer is called.
      koffi.load(null);
      loaded = koffi;
    } catch {
      loaded = null;
    }
  }
  return loaded ?? undefined;
}
