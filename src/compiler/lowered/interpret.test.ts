import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { interpretProgram } from "./interpret.ts";
import { fusedMultiplyAdd } from "./multiply-add.ts";
import type {
  BufferSpec,
  Kernel,
  Launch,
  Operation,
  Phase,
  Program,
  Register,
  Step,
  Target,
} from "./program.ts";
import type { Elements } from "./program-buffers.ts";

const target: Target = {
  name: "test",
  lanes: 4,
  accumulators: 8,
  fusedMultiplyAdd: true,
  broadcastOperand: true,
};

function buffer(name: string, length: number, more: Partial<BufferSpec> = {}): BufferSpec {
  return { name, type: "float32", length, role: "output", ...more };
}

function launch(kernel: Kernel, ...buffers: readonly number[]): Launch {
  return {
    kernel,
    arguments: buffers.map((buffer) => ({ buffer, offset: affine(0), oddOffset: 0 })),
  };
}

function phase(...launches: readonly Launch[]): Phase {
  return { kind: "phase", launches };
}

function program(buffers: readonly BufferSpec[], steps: readonly Step[], arenaLength = 0): Program {
  return { target, buffers, steps, arenaLength };
}

/** Runs `body` on one vector of each input and returns what it stored. */
function onVectors(
  inputs: readonly Elements[],
  type: "float32" | "int32",
  body: (k: KernelBuilder, ...inputs: readonly Register[]) => Register,
): number[] {
  const k = new KernelBuilder(4);
  const typed = (one: Elements): "float32" | "int32" => (one instanceof Float32Array ? "float32" : "int32");
  const loaded = inputs.map((one, i) => {
    const parameter = k.parameter(`x${i}`, typed(one), "read");
    return k.load(typed(one), { parameter, offset: affine(0), laneStride: 1 });
  });
  const result = k.parameter("y", type, "write");
  k.store({ parameter: result, offset: affine(0), laneStride: 1 }, body(k, ...loaded));
  const buffers = inputs.map((one, i) => buffer(`x${i}`, 4, { role: "input", type: typed(one) }));
  const y = type === "float32" ? new Float32Array(4) : new Int32Array(4);
  const all = [...buffers, buffer("y", 4, { type })];
  const kernel = k.finish("vectors");
  interpretProgram(program(all, [phase(launch(kernel, ...all.keys()))]), [...inputs, y]);
  return [...y];
}

const f32 = (...values: readonly number[]): Float32Array => new Float32Array(values);
const i32 = (...values: readonly number[]): Int32Array => new Int32Array(values);

test("float operations follow IEEE 754 in float32", () => {
  const unary = (operation: Operation, ...values: readonly number[]): number[] =>
    onVectors([f32(...values)], "float32", (k, x) => k.compute(operation, x!));
  const binary = (operation: Operation, a: Float32Array, b: Float32Array): number[] =>
    onVectors([a, b], "float32", (k, x, y) => k.compute(operation, x!, y!));
  assert.deepEqual(binary("add", f32(0.1, 16777216, -0, 1e-45), f32(0.2, 1, -0, 1e-45)), [
    Math.fround(Math.fround(0.1) + Math.fround(0.2)),
    16777216,
    -0,
    Math.fround(2.8e-45),
  ]);
  assert.deepEqual(binary("divide", f32(1, 0, 1, -1), f32(3, 0, -0, Infinity)), [
    Math.fround(1 / 3),
    NaN,
    -Infinity,
    -0,
  ]);
  assert.deepEqual(binary("minimum", f32(0, NaN, 1, -0), f32(-0, 1, NaN, 0)), [-0, NaN, NaN, -0]);
  assert.deepEqual(binary("maximum", f32(0, NaN, 1, -0), f32(-0, 1, 2, -0)), [0, NaN, 2, -0]);
  assert.deepEqual(unary("roundEven", 2.5, -0.5, 3.5, 8388609), [2, -0, 4, 8388609]);
  assert.deepEqual(unary("roundEven", -1.5, 0.49999997, -0, NaN), [-2, 0, -0, NaN]);
  assert.deepEqual(unary("truncate", -0.9, 1.9, -1.9, Infinity), [-0, 1, -1, Infinity]);
  assert.deepEqual(unary("squareRoot", 2, -0, -1, Infinity), [Math.fround(Math.SQRT2), -0, NaN, Infinity]);
  assert.deepEqual(unary("negate", 0, -0, 1, NaN), [-0, 0, -1, NaN]);
  assert.deepEqual(unary("absolute", -0, -2, Infinity, NaN), [0, 2, Infinity, NaN]);
});

test("a fused multiply-add in a kernel is the one of fusedMultiplyAdd, ties and overflow included", () => {
  const half = 1 + 2 ** -12;
  const cases = [
    [half, half, 1e-30],
    [half, half, -1e-30],
    [half, -half, 1e-30],
    [2 ** -75, 2 ** -75, 1e-45],
    [2 ** -75, 1.5 * 2 ** -75, -1e-45],
    [1.9999998807907104 * 2 ** 63, 1.0000001192092896 * 2 ** 64, -(2 ** 50)],
    [0.1, 0.2, 0.3],
    [Infinity, 1, -Infinity],
  ] as const;
  for (let first = 0; first < cases.length; first += 4) {
    const four = cases.slice(first, first + 4);
    const operands = [0, 1, 2].map((at) => f32(...four.map((one) => one[at]!)));
    const actual = onVectors(operands, "float32", (k, x, y, z) => k.compute("fusedMultiplyAdd", x!, y!, z!));
    const expected = four.map((_, i) =>
      fusedMultiplyAdd(operands[0]![i]!, operands[1]![i]!, operands[2]![i]!),
    );
    assert.deepEqual(actual, expected);
  }
});

test("integer operations wrap, conversions saturate, comparisons know NaN", () => {
  const binary = (operation: Operation, a: Int32Array, b: Int32Array): number[] =>
    onVectors([a, b], "int32", (k, x, y) => k.compute(operation, x!, y!));
  assert.deepEqual(binary("multiply", i32(65536, -3, 2147483647, 7), i32(65536, 5, 2, 9)), [0, -15, -2, 63]);
  assert.deepEqual(binary("subtract", i32(-2147483648, 1, 2, 3), i32(1, 2, 3, 3)), [2147483647, -1, -1, 0]);
  const absolute = onVectors([i32(-2147483648, -1, 0, 1)], "int32", (k, x) => k.compute("absolute", x!));
  assert.deepEqual(absolute, [-2147483648, 1, 0, 1]);
  const toInt = onVectors([f32(NaN, 3e9, -3e9, -1.9)], "int32", (k, x) => k.compute("toInt", x!));
  assert.deepEqual(toInt, [0, 2147483647, -2147483648, -1]);
  const toFloat = onVectors([i32(16777217, -1, 2147483647, 0)], "float32", (k, x) =>
    k.compute("toFloat", x!),
  );
  assert.deepEqual(toFloat, [16777216, -1, 2147483648, 0]);
  const bits = onVectors([f32(-0, 1, Infinity, 1e-45)], "int32", (k, x) => k.compute("bitsToInt", x!));
  assert.deepEqual(bits, [-2147483648, 0x3f800000, 0x7f800000, 1]);
  const shifted = onVectors([i32(-8, 8, 1, -1)], "int32", (k, x) => k.shift("shiftRightLogical", x!, 1));
  assert.deepEqual(shifted, [0x7ffffffc, 4, 0, 0x7fffffff]);
  const compared = onVectors([f32(NaN, 0, 1, 2), f32(NaN, -0, 2, 1)], "int32", (k, x, y) => {
    const one = k.compute("toInteger01", k.compute("notEqual", x!, y!));
    const two = k.compute("toInteger01", k.compute("not", k.compute("lessEqual", x!, y!)));
    return k.compute("add", one, k.shift("shiftLeft", two, 4));
  });
  assert.deepEqual(compared, [17, 0, 1, 17]);
});

test("rotate, extract, splat, index and select move lanes", () => {
  const rotated = onVectors([f32(1, 2, 3, 4)], "float32", (k, x) => k.rotate(x!, 1));
  assert.deepEqual(rotated, [2, 3, 4, 1]);
  const third = onVectors([f32(1, 2, 3, 4)], "float32", (k, x) => k.splat(k.extract(x!, 2)));
  assert.deepEqual(third, [3, 3, 3, 3]);
  const chosen = onVectors([i32(9, 8, 7, 6)], "int32", (k, x) => {
    const lane = k.index(affine(10), -2);
    return k.compute("select", k.compute("less", lane, x!), lane, x!);
  });
  assert.deepEqual(chosen, [9, 8, 6, 4]);
});

test("a loop hands its carried values on all at once, and an empty loop returns the initial ones", () => {
  const swapped = onVectors([f32(1, 2, 3, 4), f32(10, 20, 30, 40)], "float32", (k, x, y) => {
    const scalars = [k.constant("int32", 1, 1), k.constant("int32", 1, 1)];
    const [a, b, p, q] = k.loop("i", 5, [x!, y!, ...scalars], (_i, [a, b, p, q]) => [
      b!,
      k.compute("add", a!, b!),
      q!,
      k.compute("add", p!, q!),
    ]);
    const [none] = k.loop("j", 0, [a!], () => [b!]);
    const scale = k.compute("toFloat", k.splat(k.compute("add", p!, q!)));
    return k.compute("add", k.compute("multiply", none!, scale), b!);
  });
  // After five steps of (a, b) → (b, a + b): a = 3x + 5y and b = 5x + 8y; p + q = 21.
  assert.deepEqual(
    swapped,
    [1, 2, 3, 4].map((x) => 21 * (3 * x + 50 * x) + 5 * x + 80 * x),
  );
});

test("an accumulator updated where it lies equals one that is copied", () => {
  const sums = onVectors([f32(1, 2, 3, 4)], "float32", (k, x) => {
    const zero = k.constant("float32", 0);
    const [sum, previous] = k.loop("i", 3, [zero, zero], (_i, [sum, previous]) => {
      const next = k.compute("add", sum!, x!);
      return [next, k.compute("subtract", next, previous!)];
    });
    return k.compute("fusedMultiplyAdd", sum!, k.constant("float32", 100), previous!);
  });
  // previous: x, then 2x − x, then 3x − x.
  assert.deepEqual(
    sums,
    [1, 2, 3, 4].map((x) => 302 * x),
  );
});

test("a carried value that is read after its next value is made, or turned round, is copied", () => {
  const turned = onVectors([f32(1, 2, 3, 4)], "float32", (k, x) => {
    const [once] = k.loop("i", 3, [x!], (_i, [value]) => [k.rotate(value!, 1)]);
    return once!;
  });
  assert.deepEqual(turned, [4, 1, 2, 3]);
  const late = onVectors([f32(1, 2, 3, 4)], "float32", (k, x) => {
    const [, sum] = k.loop("i", 3, [x!, x!], (_i, [value, sum]) => {
      const next = k.compute("add", value!, value!);
      const turned = k.rotate(next, 2);
      return [next, k.compute("add", sum!, k.compute("multiply", value!, turned))];
    });
    return sum!;
  });
  // x + Σ 2^i x · 2^(i+1) turned(x) for i = 0, 1, 2
  assert.deepEqual(late, [1 + 42 * 3, 2 + 42 * 8, 3 + 42 * 3, 4 + 42 * 8]);
});

test("valid lanes alone touch memory, and strides gather and scatter", () => {
  const k = new KernelBuilder(4);
  const x = k.parameter("x", "float32", "read");
  const y = k.parameter("y", "float32", "write");
  const part = k.loadPart("float32", { parameter: x, offset: affine(4), laneStride: -2 }, 3);
  k.store({ parameter: y, offset: affine(0), laneStride: 1 }, part);
  k.storePart({ parameter: y, offset: affine(4), laneStride: 2 }, part, 2);
  const y0 = new Float32Array(8);
  const buffers = [buffer("x", 5, { role: "input" }), buffer("y", 8)];
  interpretProgram(program(buffers, [phase(launch(k.finish("parts"), 0, 1))]), [f32(1, 2, 3, 4, 5), y0]);
  assert.deepEqual([...y0], [5, 3, 1, 0, 5, NaN, 3, NaN]);
});

test("a repeat moves arguments, swaps buffers at odd counts and hands its counter to kernels", () => {
  const t = { id: 0, name: "t", extent: 3 };
  const k = new KernelBuilder(4);
  const [x, from, to] = [
    k.parameter("x", "float32", "read"),
    k.parameter("from", "float32", "read"),
    k.parameter("to", "float32", "write"),
  ];
  const own = { id: 99, name: "t", extent: 3 };
  const at = (parameter: number) => ({ parameter, offset: affine(0), laneStride: 0 });
  const scaled = k.compute(
    "multiply",
    k.load("float32", at(x), 1),
    k.compute("toFloat", k.index(affine(0, [own, 1]), 0, 1)),
  );
  k.store(at(to), k.compute("add", k.load("float32", at(from), 1), scaled));
  const step: Step = {
    kind: "repeat",
    variable: t,
    body: [
      phase({
        kernel: k.finish("step", own),
        arguments: [
          { buffer: 0, offset: affine(0, [t, 1]), oddOffset: 0 },
          { buffer: 1, offset: affine(0), oddOffset: 1 },
          { buffer: 1, offset: affine(1), oddOffset: -1 },
        ],
      }),
    ],
  };
  const state = f32(1000, 0);
  for (const order of ["forward", "backward", "shuffled"] as const) {
    state.set([1000, 0]);
    const buffers = [buffer("x", 3, { role: "input" }), buffer("h", 2, { role: "state" })];
    interpretProgram(program(buffers, [step]), [f32(5, 7, 11), state], { order });
    assert.deepEqual([...state], [1007, 1029]);
  }
});

/** Each of `chunks` chunks copies x[i + shift] to y[i]. */
function copy(chunks: number, shift: number): Kernel {
  const k = new KernelBuilder(4);
  const from = k.parameter("from", "float32", "read");
  const to = k.parameter("to", "float32", "write");
  const i = k.gridVariable("i", chunks);
  const value = k.load("float32", { parameter: from, offset: affine(shift, [i, 1]), laneStride: 0 }, 1);
  k.store({ parameter: to, offset: affine(0, [i, 1]), laneStride: 0 }, value);
  return k.finish("copy");
}

test("chunks that meet are named in every order", () => {
  for (const order of ["forward", "backward", "shuffled"] as const) {
    const state = [buffer("s", 5, { role: "state" })];
    const shift = program(state, [phase(launch(copy(4, 1), 0, 0))]);
    assert.throws(
      () => interpretProgram(shift, [new Float32Array(5)], { order }),
      /of buffer s in chunk \d+ \(in order of running\) of copy: (chunk \d+ .*|several chunks of this phase) (read|wrote) it/,
    );
    const twice = program(
      [buffer("x", 4, { role: "input" }), buffer("y", 4)],
      [phase(launch(copy(4, 0), 0, 1), launch(copy(2, 0), 0, 1))],
    );
    const arrays = [new Float32Array(4), new Float32Array(4)];
    assert.throws(() => interpretProgram(twice, arrays, { order }), /Cannot write element \d of buffer y/);
    // A barrier between them mends both, and so does each chunk keeping to its own element.
    interpretProgram(program(state, [phase(launch(copy(4, 0), 0, 0))]), [new Float32Array(5)], { order });
  }
});

test("an element that several chunks read may not be written by one of them", () => {
  const k = new KernelBuilder(4);
  const s = k.parameter("s", "float32", "update");
  k.gridVariable("i", 3);
  k.load("float32", { parameter: s, offset: affine(0), laneStride: 0 }, 1);
  const readers = k.finish("readers");
  const writer = new KernelBuilder(4);
  const w = writer.parameter("w", "float32", "write");
  writer.store({ parameter: w, offset: affine(0), laneStride: 0 }, writer.constant("float32", 1, 1));
  const all = program(
    [buffer("s", 1, { role: "state" })],
    [phase(launch(readers, 0), launch(writer.finish("writer"), 0))],
  );
  assert.throws(() => interpretProgram(all, [f32(0)]), /of writer: several chunks of this phase read it/);
});

test("an access outside the buffer is refused, within the array or the arena too", () => {
  const buffers = [buffer("x", 4, { role: "input" }), buffer("y", 8)];
  const short = program(buffers, [phase(launch(copy(5, 0), 0, 1))]);
  assert.throws(
    () => interpretProgram(short, [new Float32Array(4), new Float32Array(8)]),
    /Cannot read element 4 of buffer x in kernel copy: expected an element below its length 4/,
  );
  const temporary = (name: string, length: number, arenaOffset: number): BufferSpec =>
    buffer(name, length, { role: "temporary", arenaOffset });
  const arena = program(
    [buffer("x", 8, { role: "input" }), temporary("a", 4, 0), temporary("b", 16, 16)],
    [phase(launch(copy(8, 0), 0, 1))],
    32,
  );
  assert.throws(() => interpretProgram(arena, [new Float32Array(8)]), /element 4 of buffer a/);
});

test("temporaries that share the arena at the same time meet in its shadow", () => {
  const temporary = (name: string, arenaOffset: number): BufferSpec =>
    buffer(name, 20, { role: "temporary", arenaOffset });
  const buffers = [buffer("x", 20, { role: "input" }), temporary("a", 0), temporary("b", 16)];
  const both = program(buffers, [phase(launch(copy(20, 0), 0, 1), launch(copy(20, 0), 0, 2))], 48);
  assert.throws(() => interpretProgram(both, [new Float32Array(20)]), /element 0 of buffer b/);
});

test("what a dead or unborn temporary holds is NaN", () => {
  const buffers = [
    buffer("x", 4, { role: "input" }),
    buffer("a", 4, { role: "temporary", arenaOffset: 0 }),
    buffer("b", 4, { role: "temporary", arenaOffset: 0 }),
    buffer("y", 4),
  ];
  const steps = [
    phase(launch(copy(4, 0), 0, 1)),
    phase(launch(copy(2, 0), 0, 2)),
    phase(launch(copy(4, 0), 2, 3)),
  ];
  const y = new Float32Array(4);
  const arrays = [f32(1, 2, 3, 4), undefined, undefined, y];
  interpretProgram(program(buffers, steps, 16), arrays);
  assert.deepEqual([...y], [1, 2, NaN, NaN]);
  interpretProgram(program(buffers, steps, 16), arrays, { poison: false, check: false });
  assert.deepEqual([...y], [1, 2, 3, 4]);
});

test("a temporary that takes its predecessor's place keeps its value", () => {
  const buffers = [
    buffer("x", 4, { role: "input" }),
    buffer("a", 4, { role: "temporary", arenaOffset: 0 }),
    buffer("b", 4, { role: "temporary", arenaOffset: 0 }),
    buffer("y", 8),
  ];
  const t = { id: 0, name: "t", extent: 2 };
  const last = launch(copy(4, 0), 2, 3);
  const [from, to] = last.arguments;
  const parted = { ...last, arguments: [from!, { ...to!, offset: affine(0, [t, 4]) }] };
  const body = [phase(launch(copy(4, 0), 0, 1)), phase(launch(copy(4, 0), 1, 2)), phase(parted)];
  const y = new Float32Array(8);
  const repeat: Step = { kind: "repeat", variable: t, body };
  interpretProgram(program(buffers, [repeat], 16), [f32(1, 2, 3, 4), undefined, undefined, y]);
  assert.deepEqual([...y], [1, 2, 3, 4, 1, 2, 3, 4]);
});

test("arrays of the wrong length or type are refused", () => {
  const one = program([buffer("x", 4, { role: "input" }), buffer("y", 4)], []);
  assert.throws(() => interpretProgram(one, [f32(1)]), /Cannot run with Float32Array\(1\) as input x/);
  assert.throws(() => interpretProgram(one, [f32(1, 2, 3, 4)]), /Cannot run with nothing as output y/);
});
