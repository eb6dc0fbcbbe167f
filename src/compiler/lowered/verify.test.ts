import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import type {
  Affine,
  Argument,
  BufferSpec,
  IndexVariable,
  Kernel,
  Launch,
  Operation,
  Program,
  Register,
  Statement,
  Step,
  Target,
} from "./program.ts";
import { verifyProgram } from "./verify.ts";
import { verifyKernel } from "./verify-kernel.ts";

const target: Target = {
  name: "test",
  lanes: 4,
  accumulators: 8,
  fusedMultiplyAdd: false,
  broadcastOperand: false,
};
const f = (id: number, lanes = 4): Register => ({ id, type: "float32", lanes });
const i = (id: number, lanes = 4): Register => ({ id, type: "int32", lanes });
const constant = (result: Register, value = 0): Statement => ({ kind: "constant", result, value });
const compute = (result: Register, operation: Operation, ...operands: readonly Register[]): Statement => ({
  kind: "compute",
  result,
  operation,
  operands,
});
const variable = (name: string, extent: number, id = 0): IndexVariable => ({ id, name, extent });
const at = (parameter: number, offset: Affine, laneStride = 1) => ({ parameter, offset, laneStride });

function kernel(...body: readonly Statement[]): Kernel {
  return {
    name: "bad",
    parameters: [
      { name: "x", type: "float32", access: "read" },
      { name: "y", type: "float32", access: "write" },
    ],
    grid: [variable("g", 3, 9)],
    body,
  };
}

function refused(pattern: RegExp, ...body: readonly Statement[]): void {
  assert.throws(() => verifyKernel(kernel(...body), target), pattern);
}

test("registers are assigned once and used where they are visible", () => {
  const loop: Statement = { kind: "loop", variable: variable("k", 2), carried: [], body: [constant(f(1))] };
  refused(
    /kernel bad at statement 1 \(%0 = constant\): %0 is assigned twice/,
    constant(f(0)),
    constant(f(0)),
  );
  refused(/%1 is used before its definition/, compute(f(0), "negate", f(1)), constant(f(1)));
  refused(/at statement 2 .*%1 is used outside its block/, loop, compute(f(2), "negate", f(1)));
  refused(/another type or lane count/, constant(f(0)), compute(i(1), "negate", i(0)));
  refused(/%0 is used before/, compute(f(0), "negate", f(0)));
});

test("carried values keep their types and come from the body", () => {
  const loop = (next: Register, argument = f(1), result = f(3)): Statement => ({
    kind: "loop",
    variable: variable("k", 2),
    carried: [{ initial: f(0), argument, next, result }],
    body: [constant(f(2)), constant(i(4))],
  });
  verifyKernel(kernel(constant(f(0)), loop(f(2)), compute(f(5), "negate", f(3))), target);
  verifyKernel(kernel(constant(f(0)), loop(f(1))), target);
  refused(/\(for k\): expected next %0 defined in the body/, constant(f(0)), loop(f(0)));
  refused(/expected %4 of float32, got int32/, constant(f(0)), loop(i(4)));
  refused(/%9 is used before its definition/, constant(f(0)), loop(f(9)));
  refused(/expected %3 of 4 lanes, got 1/, constant(f(0)), loop(f(2), f(1), f(3, 1)));
  refused(/%1 is used outside its block/, constant(f(0)), loop(f(2)), compute(f(5), "negate", f(1)));
});

test("operations get the types and lane counts they take", () => {
  const both = [constant(f(0)), constant(i(1)), constant(f(2, 1))];
  refused(/expected operands \(T, T\), got \(float32, int32\)/, ...both, compute(f(3), "add", f(0), i(1)));
  refused(/expected operands \(T\), got \(int32\)/, ...both, compute(i(3), "floor", i(1)));
  refused(/got \(float32, float32, float32\)/, ...both, compute(f(3), "select", f(0), f(0), f(0)));
  refused(/expected %3 of mask, got float32/, ...both, compute(f(3), "less", f(0), f(0)));
  refused(/expected operands of 4 lanes, got %2 of 1/, ...both, compute(f(3), "add", f(0), f(2, 1)));
  refused(/got \(float32\)/, ...both, compute(f(3), "add", f(0)));
  refused(/no fused multiply-add/, ...both, compute(f(3), "fusedMultiplyAdd", f(0), f(0), f(0)));
  refused(/expected 1 or 4 lanes, got %0 of 8/, constant(f(0, 8)));
  refused(/holds exactly, got 0.1/, constant(f(0), 0.1));
  refused(/holds exactly, got 2147483648/, constant(i(0), 2 ** 31));
  refused(/holds exactly, got 2/, constant({ id: 0, type: "mask", lanes: 4 }, 2));
  refused(/amount from 0 to 31, got 32/, ...both, {
    kind: "shift",
    result: i(3),
    operation: "shiftLeft",
    operand: i(1),
    amount: 32,
  });
  refused(/by from 1 to 3, got 4/, ...both, { kind: "rotate", result: f(3), operand: f(0), by: 4 });
  refused(/lane from 0 to 3, got 4/, ...both, { kind: "extract", result: f(3, 1), operand: f(0), lane: 4 });
  refused(/expected %0 of 1 lanes, got 4/, ...both, { kind: "splat", result: f(3), operand: f(0) });
});

test("loads and stores keep to their parameters, variables and lanes", () => {
  const load = (address: Parameters<typeof at>, result = f(0), valid?: number): Statement => ({
    kind: "load",
    result,
    address: at(...address),
    ...(valid === undefined ? {} : { valid }),
  });
  const store = (address: Parameters<typeof at>, value = f(0)): Statement => ({
    kind: "store",
    value,
    address: at(...address),
  });
  refused(/expected one of 2 parameters, got 2/, load([2, affine(0)]));
  refused(/expected a parameter to read, got y \(write\)/, load([1, affine(0)]));
  refused(/expected a parameter to write, got x \(read\)/, constant(f(0)), store([0, affine(0)]));
  refused(/expected %0 of float32, got int32/, load([0, affine(0)], i(0)));
  refused(/4·q uses q outside its loop/, load([0, affine(0, [variable("q", 2), 4])]));
  refused(/laneStride other than 0/, constant(f(0)), store([1, affine(0), 0]));
  refused(/laneStride 0 for a scalar/, load([0, affine(0), 1], f(0, 1)));
  refused(/valid from 1 to 3, got 4/, load([0, affine(0)], f(0), 4));
  const g = variable("g", 3);
  const twice = { constant: 0, terms: [g, g].map((variable) => ({ variable, coefficient: 1 })) };
  assert.throws(() => verifyKernel({ ...kernel(load([0, twice])), grid: [g] }, target), /got two of g/);
});

/** Chunk (i, j) of a 4 × 3 grid writes rows i · 2 and i · 2 + 1, columns 4j to 4j + 3 of y[8][12]. */
function tiles(columns = 12, perTile = 4): Kernel {
  const k = new KernelBuilder(4);
  const y = k.parameter("y", "float32", "write");
  const i = k.gridVariable("i", 4);
  const j = k.gridVariable("j", 3);
  const value = k.constant("float32", 1);
  k.loop("row", 2, [], (row) => {
    k.store(at(y, affine(0, [i, 2 * columns], [row, columns], [j, perTile])), value);
    return [];
  });
  return k.finish("tiles");
}

function program(buffers: readonly Partial<BufferSpec>[], ...steps: readonly Step[]): Program {
  const full = buffers.map((buffer, at) => ({
    name: `b${at}`,
    type: "float32" as const,
    length: 96,
    role: "output" as const,
    ...buffer,
  }));
  return { target, buffers: full, steps, arenaLength: 160 };
}

function argument(buffer: number, offset: Affine = affine(0), oddOffset = 0): Argument {
  return { buffer, offset, oddOffset };
}

function phase(...launches: readonly Launch[]): Step & { readonly kind: "phase" } {
  return { kind: "phase", launches };
}

test("addresses stay in their buffers for every chunk, lane, loop and repeat", () => {
  const launch = { kernel: tiles(), arguments: [argument(0)] };
  verifyProgram(program([{}], phase(launch)));
  assert.throws(
    () => verifyProgram(program([{ length: 95 }], phase(launch))),
    /kernel tiles: it writes elements 0 to 95 of buffer b0 \(y\), expected elements 0 to 94/,
  );
  const t = variable("t", 4, 1000);
  const repeated = (length: number, offset: Affine, oddOffset: number): Program =>
    program([{ length }], {
      kind: "repeat",
      variable: t,
      body: [phase({ kernel: tiles(), arguments: [argument(0, offset, oddOffset)] })],
    });
  verifyProgram(repeated(96 + 30 + 7, affine(0, [t, 10]), 7));
  assert.throws(() => verifyProgram(repeated(96 + 36, affine(0, [t, 10]), 7)), /elements 0 to 132/);
  // At an odd counter alone: 10 − 50.
  assert.throws(() => verifyProgram(repeated(200, affine(0, [t, 10]), -50)), /elements -40 to/);
});

test("arguments match their parameters and nobody writes an input", () => {
  const launch = (...all: readonly Argument[]): Launch => ({ kernel: tiles(), arguments: all });
  const t = variable("t", 4, 1000);
  const check = (buffer: Partial<BufferSpec>, one: Launch, pattern: RegExp): void =>
    assert.throws(() => verifyProgram(program([buffer], phase(one))), pattern);
  check({}, launch(), /expected 1 arguments, got 0/);
  check({}, launch(argument(1)), /names buffer 1, got none/);
  check({ type: "int32" }, launch(argument(0)), /is float32, got buffer b0 of int32/);
  check({ role: "input" }, launch(argument(0)), /may write, got input b0/);
  check({}, launch(argument(0, affine(0), 4)), /oddOffset, expected a repeat/);
  check({}, launch(argument(0, affine(0, [t, 1]))), /moves by t, expected the enclosing/);
  check({ role: "temporary" }, launch(argument(0)), /expected an arenaOffset, got none/);
  check({ role: "temporary", arenaOffset: 8 }, launch(argument(0)), /multiple of 16, got 8/);
  check({ role: "temporary", arenaOffset: 80 }, launch(argument(0)), /it ends at 176/);
  check({ role: "constant" }, launch(argument(0)), /expected contents in a Float32Array\(96\)/);
  const counting = { ...tiles(), repeat: variable("t", 5, 70) };
  const repeat: Step = {
    kind: "repeat",
    variable: t,
    body: [phase({ kernel: counting, arguments: [argument(0)] })],
  };
  assert.throws(() => verifyProgram(program([{}], repeat)), /repeat of 5, and there is one of 4/);
});

test("chunks of one phase write apart, exactly", () => {
  const one = (kernel: Kernel): Launch => ({ kernel, arguments: [argument(0)] });
  verifyProgram(program([{}], phase(one(tiles()))));
  // Tiles of four columns, three columns apart.
  assert.throws(
    () => verifyProgram(program([{}], phase(one(tiles(12, 3))))),
    /any order: .*kernel tiles writes buffer b0 \(y\)/,
  );
  // Neighbours in the arena that overlap by 16 elements.
  const temporaries = (second: number): Program =>
    program(
      [0, second].map((arenaOffset) => ({ role: "temporary" as const, arenaOffset, length: 64 })),
      phase(one(lines(16, 4)), { kernel: lines(16, 4), arguments: [argument(1)] }),
    );
  verifyProgram(temporaries(64));
  assert.throws(() => verifyProgram(temporaries(48)), /writes buffer b0 .* writes buffer b1/);
});

/** Chunk c of `chunks` writes y[c · stride … + 3]. */
function lines(chunks: number, stride: number): Kernel {
  const k = new KernelBuilder(4);
  const y = k.parameter("y", "float32", "write");
  const c = k.gridVariable("c", chunks);
  k.store(at(y, affine(0, [c, stride])), k.constant("float32", 1));
  return k.finish("lines");
}

/** Chunk c of 8 copies x[4c … 4c + 3] to y[4c … 4c + 3]. */
function copies(): Kernel {
  const k = new KernelBuilder(4);
  const [x, y] = [k.parameter("x", "float32", "read"), k.parameter("y", "float32", "write")];
  const c = k.gridVariable("c", 8);
  k.store(at(y, affine(0, [c, 4])), k.load("float32", at(x, affine(0, [c, 4]))));
  return k.finish("copies");
}

test("what one chunk writes no other chunk reads in the phase", () => {
  const state: Partial<BufferSpec> = { role: "state", length: 64 };
  const copy = (from: Argument, to: Argument): Program =>
    program([state], phase({ kernel: copies(), arguments: [from, to] }));
  verifyProgram(copy(argument(0), argument(0)));
  verifyProgram(copy(argument(0), argument(0, affine(32))));
  assert.throws(() => verifyProgram(copy(argument(0), argument(0, affine(1)))), /copies reads buffer b0/);
  assert.throws(() => verifyProgram(copy(argument(0, affine(28)), argument(0))), /copies reads buffer b0/);
});

test("halves that change places at each step of a repeat are apart", () => {
  const swap = (odd: number): Program =>
    program([{ role: "state", length: 64 }], {
      kind: "repeat",
      variable: variable("t", 1000, 1000),
      body: [
        phase({ kernel: copies(), arguments: [argument(0, affine(0), 32), argument(0, affine(32), odd)] }),
      ],
    });
  verifyProgram(swap(-32));
  assert.throws(() => verifyProgram(swap(-8)), /Cannot run the chunks of a phase in any order/);
});

test("an index is an integer register in scope, one for all lanes in a store, and keeps its whole range in bounds", () => {
  const load = (register: Register, extent = 3): Statement => ({
    kind: "load",
    result: f(5),
    address: { ...at(0, affine(0)), index: { register, scale: 4, extent } },
  });
  refused(/%1 is used before its definition/, load(i(1, 1)));
  refused(/expected %1 of int32, got float32/, constant(f(1, 1)), load(f(1, 1)));
  refused(/extent of the index from 1 to/, constant(i(1, 1)), load(i(1, 1), 0));
  refused(/expected a scalar index in a store, got %1/, constant(f(0)), constant(i(1)), {
    kind: "store",
    value: f(0),
    address: { ...at(1, affine(0)), index: { register: i(1), scale: 1, extent: 2 } },
  });
  verifyKernel(kernel(constant(i(1)), load(i(1))), target);

  /** Chunk c of 3 writes 4 columns of any of `rows` rows of 12. */
  const scattered = (rows: number, columns: number): Program => {
    const k = new KernelBuilder(4);
    const y = k.parameter("y", "float32", "write");
    const c = k.gridVariable("c", 3);
    const index = { register: k.constant("int32", 0, 1), scale: 12, extent: rows };
    k.store({ ...at(y, affine(0, [c, columns])), index }, k.constant("float32", 1));
    return program([{}], phase({ kernel: k.finish("scattered"), arguments: [argument(0)] }));
  };
  verifyProgram(scattered(8, 4));
  assert.throws(() => verifyProgram(scattered(9, 4)), /it writes elements 0 to 107 of buffer b0/);
  assert.throws(() => verifyProgram(scattered(7, 3)), /Cannot run the chunks of a phase in any order/);
});
