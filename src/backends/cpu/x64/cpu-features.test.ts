import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadKoffi } from "../native/koffi.ts";
import { cpuFeatures } from "./cpu-features.ts";

const koffi = loadKoffi();
const skip =
  koffi === undefined
    ? "the package koffi is not installed or has no binary for this platform"
    : process.platform === "linux" && process.arch === "x64"
      ? false
      : "the kernel's own list of features is read on linux and x86-64 only";

test("the processor's features are those the operating system lists", { skip }, () => {
  const line = readFileSync("/proc/cpuinfo", "utf8").match(/^flags\s*:(.*)$/m)![1]!;
  const listed = new Set(line.trim().split(/\s+/));
  const avx512 = ["avx512f", "avx512dq", "avx512bw", "avx512vl"].every((name) => listed.has(name));
  assert.deepEqual(cpuFeatures(koffi!), { avx2: listed.has("avx2"), fma: listed.has("fma"), avx512 });
});
