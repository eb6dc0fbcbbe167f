import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { interpretProgram } from "./interpret.ts";
import type { Target } from "./program.ts";

const target: Target = {
  name: "test",
  lanes: 4,
  accumulators: 8,
  fusedMultiplyAdd: false,
  broadcastOperand: false,
};

test("an index moves all lanes, or each lane by its own, and one out of its range is refused", () => {
  const run = (indices: Int32Array, lanes: number, extent = 3): number[] => {
    const k = new KernelBuilder(4);
    const [x, n, y] = [
      k.parameter("x", "float32", "read"),
      k.parameter("n", "int32", "read"),
      k.parameter("y", "float32", "write"),
    ];
    const laneStride = lanes === 1 ? 0 : 1;
    const register = k.load("int32", { parameter: n, offset: affine(0), laneStride }, lanes);
    const index = { register, scale: -4, extent };
    const value = k.load("float32", { parameter: x, offset: affine(8), laneStride: 1, index });
    k.store({ parameter: y, offset: affine(0), laneStride: 1 }, value);
    const buffers = [
      { name: "x", type: "float32", length: 12, role: "input" },
      { name: "n", type: "int32", length: 4, role: "input" },
      { name: "y", type: "float32", length: 4, role: "output" },
    ] as const;
    const all = buffers.map((_, buffer) => ({ buffer, offset: affine(0), oddOffset: 0 }));
    const launches = [{ kernel: k.finish("rows"), arguments: all }];
    const program = { target, buffers, steps: [{ kind: "phase", launches }], arenaLength: 0 } as const;
    const result = new Float32Array(4);
    const arrays = [Float32Array.from({ length: 12 }, (_, i) => i), indices, result];
    interpretProgram(program, arrays);
    return [...result];
  };
  assert.deepEqual(run(Int32Array.of(1, 0, 0, 0), 1), [4, 5, 6, 7]);
  assert.deepEqual(run(Int32Array.of(2, 0, 1, 2), 4), [0, 9, 6, 3]);
  for (const bad of [-1, 3]) {
    assert.throws(
      () => run(Int32Array.of(bad, 0, 0, 0), 1),
      /index -?\d: expected one of 0 … 2. Clamp it in the kernel/,
    );
    assert.throws(() => run(Int32Array.of(0, 0, 0, bad), 4), /expected one of 0 … 2/);
  }
  // Within its own range, and beyond the buffer.
  assert.throws(() => run(Int32Array.of(3, 0, 0, 0), 1, 4), /Cannot read element -4 of buffer x/);
});
