/** Compiles modules at once, which a page's main thread may do for small ones only. */

/**
 * A module from its bytes.
 *
 * Throws: RangeError where the platform refuses a module of that size to this thread; CompileError where the bytes
 * are not a module that it can run.
 */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      `Cannot compile a program of ${Math.ceil(bytes.length / 1024)} KiB on this thread: expected a browser that ` +
        "compiles modules of that size on a page's main thread (Chrome: up to 8 MiB). " +
        "Train in a Web Worker, where there is no limit, or compile smaller steps.",
      { cause: error },
    );
  }
}
