import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeExecutable } from "./executable-memory.ts";
import { type Koffi, loadKoffi, type NativeArgument } from "./koffi.ts";

const koffi = loadKoffi();
const onLinux = process.platform === "linux" ? false : "what the system does is looked up on linux only";
/** return 42, for each processor. */
const codes: Readonly<Record<string, Uint8Array>> = {
  x64: Uint8Array.of(0xb8, 42, 0, 0, 0, 0xc3),
  arm64: Uint8Array.of(0x40, 0x05, 0x80, 0x52, 0xc0, 0x03, 0x5f, 0xd6),
};
const skip =
  koffi === undefined
    ? "the package koffi is not installed or has no binary for this platform"
    : codes[process.arch] === undefined
      ? `there is no code for ${process.arch}`
      : onLinux;
const fortyTwo = codes[process.arch] ?? new Uint8Array(4);

test("code can be executed and read, and is never writable and executable at once", { skip }, () => {
  const memory = makeExecutable(koffi!, fortyTwo);
  assert.equal(koffi!.decode(memory.address, koffi!.proto("int ()"))(), 42);
  const start = memory.address.toString(16);
  const line = () =>
    readFileSync("/proc/self/maps", "utf8")
      .split("\n")
      .find((each) => each.startsWith(start));
  assert.match(line() ?? "", / r-xp /);
  memory.free();
  memory.free();
});

/** A koffi whose system calls answer as told and are written down. */
function pretend(answers: Readonly<Record<string, unknown>>): {
  readonly koffi: Koffi;
  readonly calls: string[];
} {
  const calls: string[] = [];
  const func = (definition: string) => {
    const name = /(\w+)\(/.exec(definition)![1]!;
    return (..._values: NativeArgument[]) => {
      calls.push(name);
      return answers[name];
    };
  };
  const unused = () => {
    throw new Error("not expected");
  };
  const koffi: Koffi = {
    load: () => ({ func }),
    proto: unused,
    decode: unused,
    address: unused,
    errno: () => 13,
  };
  return { koffi, calls };
}

test("a system that refuses memory is named with its error", { skip: onLinux }, () => {
  const { koffi } = pretend({ mmap: 0xffffffffffffffffn });
  assert.throws(() => makeExecutable(koffi, fortyTwo), /Cannot map 4096 bytes: .* got error 13/);
});

test("a system that refuses execution gets its memory back", { skip: onLinux }, () => {
  const { koffi, calls } = pretend({ mmap: 4096n, mprotect: -1, munmap: 0 });
  assert.throws(() => makeExecutable(koffi, fortyTwo), /Cannot make code executable: .* got error 13/);
  assert.deepEqual(calls, ["mmap", "memcpy", "mprotect", "munmap"]);
});
