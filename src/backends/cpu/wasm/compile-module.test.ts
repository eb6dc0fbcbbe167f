import assert from "node:assert/strict";
import { test } from "node:test";
import { compileModule } from "./compile-module.ts";

test("a module refused for its size says what to do", () => {
  const { Module } = WebAssembly;
  WebAssembly.Module = class {
    constructor() {
      throw new RangeError("Compile is disallowed on the main thread");
    }
  } as unknown as typeof Module;
  try {
    assert.throws(
      () => compileModule(new Uint8Array(5000)),
      /Cannot compile a program of 5 KiB on this thread: .* Train in a Web Worker/,
    );
  } finally {
    WebAssembly.Module = Module;
  }
});

test("bytes that are no module stay a CompileError", () => {
  assert.throws(() => compileModule(new Uint8Array(8)), WebAssembly.CompileError);
});
