import assert from "node:assert/strict";
import { test } from "node:test";
import type { BufferRole, Program } from "./program.ts";
import { allocateBuffers, firstDifference } from "./program-buffers.ts";

const roles: readonly BufferRole[] = ["input", "state", "output", "temporary"];
const program: Program = {
  target: { name: "test", lanes: 4, accumulators: 8, fusedMultiplyAdd: false, broadcastOperand: false },
  buffers: roles.map((role) => ({
    name: role,
    type: role === "state" ? "int32" : "float32",
    length: 2,
    role,
    ...(role === "temporary" ? { arenaOffset: 0 } : {}),
  })),
  steps: [],
  arenaLength: 16,
};

test("buffers are copies of what is given, and temporaries have none", () => {
  const input = new Float32Array([1, 2]);
  const buffers = allocateBuffers(program, [input]);
  assert.deepEqual(buffers, [input, new Int32Array(2), new Float32Array(2), undefined]);
  assert.notEqual(buffers[0], input);
  assert.throws(
    () => allocateBuffers(program, [new Int32Array(2)]),
    /Cannot fill buffer input with Int32Array\(2\): expected Float32Array\(2\)/,
  );
  assert.throws(() => allocateBuffers(program, [new Float32Array(3)]), RangeError);
});

test("the first difference tells −0 from 0 and no NaN from another", () => {
  const a = allocateBuffers(program, [new Float32Array([1, 2])]);
  const b = allocateBuffers(program, [new Float32Array([3, 4])]);
  assert.equal(firstDifference(program, a, b), undefined);
  new Int32Array(a[2]!.buffer).set([0x7fc00001, 0]);
  new Int32Array(b[2]!.buffer).set([-1, 0]);
  assert.equal(firstDifference(program, a, b), undefined);
  a[2]![1] = -0;
  assert.equal(firstDifference(program, a, b), "buffer output, element 1: -0, expected 0");
  a[1]![0] = 5;
  assert.equal(firstDifference(program, a, b), "buffer state, element 0: 5, expected 0");
});
