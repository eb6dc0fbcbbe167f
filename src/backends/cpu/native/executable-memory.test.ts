import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { makeExecutable } from "./executable-memory.ts";
import { type Koffi, loadKoffi, type NativeArgument } from "./koffi.ts";

const koffi = loadKoffi();
const onLinux = process.platform === "linux" ? false : "executable memory is made on linux only";
const skip =
  koffi === undefined
    ? "the package koffi is not installed or has no binary for this platform"
    : process.arch === "x64"
      ? onLinux
      : "the code is for x86-64";
/** mov eax, 42; ret */
const fortyTwo = Uint8Array.of(0xb8, 42, 0, 0, 0, 0xc3);

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
