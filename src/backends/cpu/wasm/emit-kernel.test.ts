import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { IndexVariable, Kernel } from "../../../compiler/lowered/program.ts";
import { emitKernel } from "./emit-kernel.ts";
import { randomIntegers, runKernel } from "./one-kernel.test.fixture.ts";
import type { Opcode } from "./opcodes.ts";

const at = (parameter: number, offset = affine(0), laneStride = 1) => ({ parameter, offset, laneStride });
const from0 = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i + 1);

/** C = A · B with B packed into panels [n / 16][k][16]: two rows of four vectors at a time. */
function matmulTile(m: number, n: number, k: number): Kernel {
  const builder = new KernelBuilder(4);
  const [a, b, c] = [
    builder.parameter("a", "float32", "read"),
    builder.parameter("b", "float32", "read"),
    builder.parameter("c", "float32", "write"),
  ];
  const panel = builder.gridVariable("panel", n / 16);
  builder.loop("row", m / 2, [], (row) => {
    const zeros = Array.from({ length: 8 }, () => builder.constant("float32", 0));
    const sums = builder.loop("k", k, zeros, (i, sum) => {
      const right = [0, 4, 8, 12].map((v) =>
        builder.load("float32", at(b, affine(v, [panel, 16 * k], [i, 16]))),
      );
      const left = [0, k].map((r) => builder.load("float32", at(a, affine(r, [row, 2 * k], [i, 1]), 0)));
      return sum.map((s, q) =>
        builder.compute("add", s, builder.compute("multiply", left[q >> 2]!, right[q % 4]!)),
      );
    });
    sums.forEach((sum, q) => {
      builder.store(at(c, affine((q >> 2) * n + 4 * (q % 4), [row, 2 * n], [panel, 16])), sum);
    });
    return [];
  });
  return builder.finish("tile");
}

test("a matrix-product tile is exact on integers", () => {
  const [m, n, k] = [6, 48, 37];
  const random = randomIntegers(1);
  const a = Float32Array.from({ length: m * k }, () => random(15) - 7);
  const b = Float32Array.from({ length: k * n }, () => random(15) - 7);
  const packed = new Float32Array(k * n);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < n; j++) packed[((j >> 4) * k + i) * 16 + (j % 16)] = b[i * n + j]!;
  }
  const c = new Float32Array(m * n);
  runKernel(matmulTile(m, n, k), [a, packed, c]);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let q = 0; q < k; q++) sum += a[i * k + q]! * b[q * n + j]!;
      assert.equal(c[i * n + j], sum);
    }
  }
});

test("the tile's inner loop holds nothing but loads, sums of products and two pointers", () => {
  const names = emitKernel(matmulTile(4, 32, 8)).code.map(([name]) => name);
  const inner = names.slice(names.lastIndexOf("loop"), names.indexOf("end"));
  const count = (opcode: Opcode): number => inner.filter((name) => name === opcode).length;
  assert.deepEqual(
    (["v128.load", "v128.load32_splat", "f32x4.mul", "f32x4.add", "i32.add", "i32.ne"] as const).map(count),
    [4, 2, 8, 8, 2, 1],
  );
  // One local for each value that is used twice, each sum and each pointer, all written once.
  assert.equal(count("local.set") + count("local.tee"), 4 + 2 + 8 + 2);
});

test("carried values are exchanged, kept and rotated", () => {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "read");
  const y = builder.parameter("y", "float32", "write");
  const initial = [0, 4, 8, 12].map((offset) => builder.load("float32", at(x, affine(offset))));
  const results = builder.loop("i", 5, initial, (_, [a, b, c, d]) => {
    const sum = builder.compute("add", a!, d!);
    return [b!, a!, sum, builder.compute("add", c!, sum)];
  });
  results.forEach((value, i) => {
    builder.store(at(y, affine(4 * i)), value);
  });
  const input = from0(16);
  const output = new Float32Array(16);
  runKernel(builder.finish("exchange"), [input, output]);
  for (let lane = 0; lane < 4; lane++) {
    let [a, b, c, d] = [0, 4, 8, 12].map((offset) => input[offset + lane]!) as [
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < 5; i++) [a, b, c, d] = [b, a, a + d, c + (a + d)];
    assert.deepEqual(
      [0, 4, 8, 12].map((offset) => output[offset + lane]),
      [a, b, c, d],
    );
  }
});

test("a value is not written into its argument's local before the argument's last use", () => {
  const builder = new KernelBuilder(4);
  const y = builder.parameter("y", "float32", "write");
  const one = builder.constant("float32", 1);
  const [a, b] = builder.loop("i", 3, [one, builder.constant("float32", 100)], (_, [p, q]) => {
    const late = builder.compute("multiply", p!, builder.constant("float32", 10));
    const next = builder.compute("add", p!, one);
    return [next, builder.compute("add", builder.compute("add", q!, next), late)];
  });
  builder.store(at(y), a!);
  builder.store(at(y, affine(4)), b!);
  const output = new Float32Array(8);
  runKernel(builder.finish("late"), [output]);
  // Sums of (i + 1) + 10 i for i = 1, 2, 3.
  assert.deepEqual([...output], [4, 4, 4, 4, 169, 169, 169, 169]);
});

test("loops of extent 0 and 1 dissolve", () => {
  const builder = new KernelBuilder(4);
  const y = builder.parameter("y", "float32", "write");
  const two = builder.constant("float32", 2);
  const [none] = builder.loop("none", 0, [two], (_, [v]) => [builder.compute("add", v!, two)]);
  const [once, kept] = builder.loop("once", 1, [none!, two], (_, [v, w]) => [
    builder.compute("multiply", v!, builder.constant("float32", 5)),
    w!,
  ]);
  builder.store(at(y), builder.compute("add", once!, kept!));
  const kernel = builder.finish("short");
  const output = new Float32Array(4);
  runKernel(kernel, [output]);
  assert.deepEqual([...output], [12, 12, 12, 12]);
  assert.ok(!emitKernel(kernel).code.some(([name]) => name === "loop"));
});

test("partial loads hold 0 past their end, partial stores leave the rest alone", () => {
  for (const laneStride of [1, 0, 3, -2]) {
    for (const valid of [1, 2, 3]) {
      const builder = new KernelBuilder(4);
      const x = builder.parameter("x", "float32", "read");
      const y = builder.parameter("y", "float32", "write");
      const z = builder.parameter("z", "float32", "write");
      const loaded = builder.loadPart("float32", at(x, affine(6), laneStride), valid);
      builder.store(at(y), loaded);
      const out = laneStride === 0 ? 1 : laneStride;
      builder.storePart(at(z, affine(6), out), loaded, valid);
      const input = from0(16);
      const whole = new Float32Array(4);
      const parts = new Float32Array(16);
      runKernel(builder.finish("part"), [input, whole, parts]);
      const lanes = [0, 1, 2, 3].map((i) => (i < valid ? 7 + i * laneStride : 0));
      assert.deepEqual([...whole], lanes, `${valid} lanes at stride ${laneStride}`);
      const expected = new Float32Array(16);
      for (let i = 0; i < valid; i++) expected[6 + i * out] = lanes[i]!;
      assert.deepEqual(parts, expected);
    }
  }
});

test("gathers, scatters and broadcasts follow grid, loop and repeat variables", () => {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "int32", "read");
  const y = builder.parameter("y", "int32", "write");
  const row = builder.gridVariable("row", 3);
  const column = builder.gridVariable("column", 2);
  builder.loop("i", 2, [], (i) => {
    const offset = affine(3, [row, 32], [column, 16], [i, 8]);
    const gathered = builder.load("int32", at(x, offset, -1));
    const spread = builder.load("int32", at(x, offset, 0));
    const index = builder.index(offset, 1000);
    const sum = builder.compute("add", builder.compute("add", gathered, spread), index);
    builder.store(at(y, affine(1, [row, 32], [column, 16], [i, 8]), 2), sum);
    return [];
  });
  const input = Int32Array.from({ length: 96 }, (_, i) => i * i);
  const output = new Int32Array(96);
  runKernel(builder.finish("gather"), [input, output]);
  const expected = new Int32Array(96);
  for (let block = 0; block < 96; block += 8) {
    for (let lane = 0; lane < 4; lane++) {
      const first = block + 3;
      expected[block + 1 + 2 * lane] = input[first - lane]! + input[first]! + first + 1000 * lane;
    }
  }
  assert.deepEqual(output, expected);
});

test("rotate, extract and splat move lanes of every type", () => {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "read");
  const y = builder.parameter("y", "float32", "write");
  const value = builder.load("float32", at(x));
  const large = builder.compute("less", builder.constant("float32", 2.5), value);
  for (let by = 1; by < 4; by++) builder.store(at(y, affine(4 * by - 4)), builder.rotate(value, by));
  builder.store(at(y, affine(12)), builder.splat(builder.extract(value, 2)));
  const mask = builder.splat(builder.extract(large, 3));
  const other = builder.splat(builder.extract(builder.rotate(large, 1), 3));
  const zero = builder.constant("float32", 0);
  builder.store(at(y, affine(16)), builder.compute("select", mask, value, zero));
  builder.store(at(y, affine(20)), builder.compute("select", other, value, zero));
  const output = new Float32Array(24);
  runKernel(builder.finish("lanes"), [from0(4), output]);
  assert.deepEqual([...output], [2, 3, 4, 1, 3, 4, 1, 2, 4, 1, 2, 3, 3, 3, 3, 3, 1, 2, 3, 4, 0, 0, 0, 0]);
});

test("a load is not moved past a store", () => {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "update");
  const before = builder.load("float32", at(x));
  builder.store(at(x), builder.constant("float32", 9));
  builder.store(at(x, affine(4)), before);
  const array = from0(8);
  runKernel(builder.finish("order"), [array]);
  assert.deepEqual([...array], [9, 9, 9, 9, 1, 2, 3, 4]);
});

test("kernels that cannot be emitted say why", () => {
  const wide = new KernelBuilder(8);
  const y = wide.parameter("y", "float32", "write");
  wide.store(at(y), wide.constant("float32", 1));
  assert.throws(() => emitKernel(wide.finish("wide")), /wide for wasm: expected vectors of 4 lanes/);
  const lost: IndexVariable = { id: 9, name: "lost", extent: 3 };
  const builder = new KernelBuilder(4);
  const z = builder.parameter("z", "float32", "write");
  builder.store(at(z, affine(0, [lost, 4])), builder.constant("float32", 1));
  assert.throws(() => emitKernel(builder.finish("lost")), /its address uses lost/);
});
