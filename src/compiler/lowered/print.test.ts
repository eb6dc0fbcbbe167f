import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { printKernel, printProgram } from "./print.ts";
import type { Kernel, Program } from "./program.ts";

function product(): Kernel {
  const k = new KernelBuilder(4);
  const [a, b, c] = [
    k.parameter("a", "float32", "read"),
    k.parameter("b", "float32", "read"),
    k.parameter("c", "float32", "update"),
  ];
  const i = k.gridVariable("i", 3);
  const j = k.gridVariable("j", 2);
  const t = { id: 50, name: "i", extent: 5 };
  const zero = k.constant("float32", -0);
  const [sum] = k.loop("k", 8, [zero], (counter, [sum]) => {
    const left = k.load("float32", { parameter: a, offset: affine(0, [i, 8], [counter, 1]), laneStride: 0 });
    const offset = affine(-16, [counter, 8], [j, 4], [t, -1]);
    const right = k.load("float32", { parameter: b, offset, laneStride: 1 });
    return [k.compute("fusedMultiplyAdd", left, right, sum!)];
  });
  const place = { parameter: c, offset: affine(2, [i, 8], [j, 4]), laneStride: 2 };
  const old = k.loadPart("float32", place, 3);
  const lane = k.index(affine(0, [j, 4]), 1);
  const one = k.splat(k.extract(k.rotate(k.shift("shiftLeft", lane, 2), 1), 3));
  const chosen = k.compute("select", k.compute("less", lane, one), old, sum!);
  k.loop("k", 2, [], () => {
    k.storePart(place, chosen, 3);
    return [];
  });
  return k.finish("product", t);
}

test("an index from data prints with its range", () => {
  const k = new KernelBuilder(4);
  const [x, y] = [k.parameter("x", "float32", "read"), k.parameter("y", "float32", "write")];
  const row = k.constant("int32", 2, 1);
  const lanes = k.constant("int32", 1);
  const at = (parameter: number, laneStride: number) => ({ parameter, offset: affine(3), laneStride });
  k.load("float32", { ...at(x, 0), index: { register: lanes, scale: -1, extent: 3 } });
  const value = k.load("float32", { ...at(x, 1), index: { register: row, scale: 8, extent: 10 } });
  k.store({ ...at(y, 1), index: { register: row, scale: 4, extent: 5 } }, value);
  assert.equal(
    printKernel(k.finish("rows")),
    `kernel rows(x: read f32, y: write f32) {
  %0:i32 = 2
  %1:i32x4 = 1
  %2:f32x4 = load x[3 - %1, %1 < 3]
  %3:f32x4 = load x[3 + 8·%0, %0 < 10]
  store y[3 + 4·%0, %0 < 5] = %3
}`,
  );
});

test("a kernel prints as readable text", () => {
  assert.equal(
    printKernel(product()),
    `kernel product(a: read f32, b: read f32, c: update f32) for i in 0..3, j in 0..2 in repeat i.50 of 5 {
  %0:f32x4 = -0
  %5:f32x4 = for k in 0..8 carry (%1 = %0) {
    %2:f32x4 = load a[8·i + k] to all
    %3:f32x4 = load b[8·k + 4·j - i.50 - 16]
    %4:f32x4 = fusedMultiplyAdd %2, %3, %1
    next %4
  }
  %6:f32x4 = load c[8·i + 4·j + 2·lane + 2] first 3
  %7:i32x4 = index 4·j + lane
  %8:i32x4 = shiftLeft %7 by 2
  %9:i32x4 = rotate %8 by 1
  %10:i32 = extract %9 lane 3
  %11:i32x4 = splat %10
  %12:maskx4 = less %7, %11
  %13:f32x4 = select %12, %6, %5
  for k in 0..2 {
    store c[8·i + 4·j + 2·lane + 2] first 3 = %13
  }
}`,
  );
});

test("a program prints its buffers, its steps and each kernel once", () => {
  const set = (): Kernel => {
    const k = new KernelBuilder(4);
    const y = k.parameter("y", "int32", "write");
    k.store({ parameter: y, offset: affine(0), laneStride: 0 }, k.constant("int32", 7, 1));
    return k.finish("set");
  };
  const [one, two] = [set(), set()];
  const t = { id: 0, name: "t", extent: 4 };
  const at = (buffer: number) => ({ buffer, offset: affine(0), oddOffset: 0 });
  const program: Program = {
    target: { name: "wasm", lanes: 4, accumulators: 8, fusedMultiplyAdd: false, broadcastOperand: false },
    buffers: [
      { name: "y", type: "int32", length: 8, role: "output" },
      { name: "h", type: "int32", length: 2, role: "temporary", arenaOffset: 16 },
    ],
    steps: [
      { kind: "phase", launches: [{ kernel: one, arguments: [at(0)] }] },
      {
        kind: "repeat",
        variable: t,
        body: [
          {
            kind: "phase",
            launches: [
              { kernel: one, arguments: [{ buffer: 0, offset: affine(1, [t, 2]), oddOffset: 0 }] },
              { kernel: two, arguments: [{ buffer: 1, offset: affine(0), oddOffset: 1 }] },
            ],
          },
        ],
      },
    ],
    arenaLength: 32,
  };
  assert.equal(
    printProgram(program),
    `program for wasm, 4 lanes, arena of 32
  output y: i32[8]
  temporary h: i32[2] at 16
phase {
  1 × set(y = y)
}
repeat t in 0..4 {
  phase {
    1 × set(y = y[2·t + 1])
    1 × set#2(y = h[0 + 1 if odd])
  }
}

kernel set(y: write i32) {
  %0:i32 = 7
  store y[0] = %0
}

kernel set#2(y: write i32) {
  %0:i32 = 7
  store y[0] = %0
}`,
  );
});
