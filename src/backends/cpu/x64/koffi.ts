/** The part of the npm package `koffi` that this backend uses. It is optional: without it there is no native target. */

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

let loaded: Promise<Koffi | undefined> | undefined;

/** koffi, or undefined where the package or its binary for this platform is missing. */
export function loadKoffi(): Promise<Koffi | undefined> {
  loaded ??= importKoffi();
  return loaded;
}

async function importKoffi(): Promise<Koffi | undefined> {
  try {
    const { default: koffi } = await import("koffi");
    return koffi as unknown as Koffi;
  } catch {
    return undefined;
  }
}
