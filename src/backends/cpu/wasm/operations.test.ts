import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { ElementType, Operation, Register, ShiftOperation } from "../../../compiler/lowered/program.ts";
import { type Elements, runKernel } from "./one-kernel.test.fixture.ts";
import { scalarOperations, vectorOperations } from "./operations.ts";

const { fround } = Math;
const least = fround(2 ** -149);
const floats = [
  0,
  -0,
  1,
  -1.5,
  2.5,
  0.5,
  -0.5,
  3.25e9,
  -3.25e9,
  1e-38,
  least,
  -least,
  3.4e38,
  8388609,
].concat([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, fround(0.1)]);
const integers = [0, 1, -1, 2, 7, -13, 65536, 2 ** 31 - 1, -(2 ** 31), 0x55555555, 16777217, -16777217];

type Meaning = (...operands: readonly number[]) => number;
/** The operand types of an operation and what it computes from them. */
interface Case {
  readonly operation: Operation;
  readonly operands: readonly ElementType[];
  readonly result: ElementType | "mask";
  readonly meaning: Meaning;
}

const bits = new DataView(new ArrayBuffer(4));
const float = "float32";
const int = "int32";

function cases(): Case[] {
  const list: Case[] = [];
  const add = (
    operation: Operation,
    operands: readonly ElementType[],
    result: ElementType | "mask",
    meaning: Meaning,
  ): void => {
    list.push({ operation, operands, result, meaning });
  };
  const two = [float, float] as const;
  const ints = [int, int] as const;
  add("add", two, float, (a, b) => fround(a! + b!));
  add("subtract", two, float, (a, b) => fround(a! - b!));
  add("multiply", two, float, (a, b) => fround(a! * b!));
  add("divide", two, float, (a, b) => fround(a! / b!));
  add("minimum", two, float, (a, b) => Math.min(a!, b!));
  add("maximum", two, float, (a, b) => Math.max(a!, b!));
  add("negate", [float], float, (a) => -a!);
  add("absolute", [float], float, (a) => Math.abs(a!));
  add("squareRoot", [float], float, (a) => fround(Math.sqrt(a!)));
  add("floor", [float], float, (a) => Math.floor(a!));
  add("ceiling", [float], float, (a) => Math.ceil(a!));
  add("truncate", [float], float, (a) => Math.trunc(a!));
  add("roundEven", [float], float, (a) => {
    const down = Math.floor(a!);
    const even = a! - down === 0.5 ? 2 * Math.round(down / 2) : Math.round(a!);
    return even === 0 && (a! < 0 || Object.is(a, -0)) ? -0 : even;
  });
  add("toInt", [float], int, (a) =>
    Number.isNaN(a) ? 0 : Math.trunc(Math.min(Math.max(a!, -(2 ** 31)), 2 ** 31 - 1)) + 0,
  );
  add("equal", two, "mask", (a, b) => Number(a === b));
  add("notEqual", two, "mask", (a, b) => Number(a !== b));
  add("less", two, "mask", (a, b) => Number(a! < b!));
  add("lessEqual", two, "mask", (a, b) => Number(a! <= b!));
  add("bitsToInt", [float], int, (a) => {
    bits.setFloat32(0, a!);
    return bits.getInt32(0);
  });
  add("add", ints, int, (a, b) => (a! + b!) | 0);
  add("subtract", ints, int, (a, b) => (a! - b!) | 0);
  add("multiply", ints, int, (a, b) => Math.imul(a!, b!));
  add("minimum", ints, int, (a, b) => Math.min(a!, b!));
  add("maximum", ints, int, (a, b) => Math.max(a!, b!));
  add("negate", [int], int, (a) => -a! | 0);
  add("absolute", [int], int, (a) => Math.abs(a!) | 0);
  add("and", ints, int, (a, b) => a! & b!);
  add("or", ints, int, (a, b) => a! | b!);
  add("xor", ints, int, (a, b) => a! ^ b!);
  add("not", [int], int, (a) => ~a!);
  add("equal", ints, "mask", (a, b) => Number(a === b));
  add("notEqual", ints, "mask", (a, b) => Number(a !== b));
  add("less", ints, "mask", (a, b) => Number(a! < b!));
  add("lessEqual", ints, "mask", (a, b) => Number(a! <= b!));
  add("toFloat", [int], float, (a) => fround(a!));
  add("bitsToFloat", [int], float, (a) => {
    bits.setInt32(0, a!);
    return bits.getFloat32(0);
  });
  return list;
}

/** All pairs of those values, as columns padded to whole vectors. */
function columns(types: readonly ElementType[]): Elements[] {
  const values = (type: ElementType): readonly number[] => (type === float ? floats : integers);
  const rows =
    types.length === 1
      ? values(types[0]!).map((a) => [a])
      : values(types[0]!).flatMap((a) => values(types[1]!).map((b) => [a, b]));
  while (rows.length % 4 !== 0) rows.push(rows[0]!);
  return types.map((type, i) => {
    const column = rows.map((row) => row[i]!);
    return type === float ? Float32Array.from(column) : Int32Array.from(column);
  });
}

/** Applies `body` to each element of the columns, `lanes` at a time. */
function apply(
  inputs: readonly Elements[],
  result: ElementType,
  lanes: number,
  body: (builder: KernelBuilder, operands: readonly Register[]) => Register,
): Elements {
  const builder = new KernelBuilder(4);
  const length = inputs[0]!.length;
  const types = inputs.map((input): ElementType => (input instanceof Float32Array ? float : int));
  const parameters = types.map((type, i) => builder.parameter(`x${i}`, type, "read"));
  const y = builder.parameter("y", result, "write");
  const laneStride = lanes > 1 ? 1 : 0;
  builder.loop("i", length / lanes, [], (i) => {
    const offset = affine(0, [i, lanes]);
    const operands = parameters.map((parameter, p) =>
      builder.load(types[p]!, { parameter, offset, laneStride }, lanes),
    );
    builder.store({ parameter: y, offset, laneStride }, body(builder, operands));
    return [];
  });
  const out = result === float ? new Float32Array(length) : new Int32Array(length);
  runKernel(builder.finish("operation"), [...inputs, out]);
  return out;
}

function assertSame(
  got: Elements,
  expected: readonly number[],
  inputs: readonly Elements[],
  what: string,
): void {
  got.forEach((value, i) => {
    if (Object.is(value, expected[i])) return;
    assert.fail(
      `${what} of ${inputs.map((input) => input[i]).join(", ")}: ${value}, expected ${expected[i]}`,
    );
  });
}

for (const lanes of [1, 4]) {
  const width = lanes === 1 ? "scalars" : "vectors";
  test(`operations on ${width} equal plain JavaScript`, () => {
    for (const { operation, operands, result, meaning } of cases()) {
      const inputs = columns(operands);
      const got = apply(inputs, result === "mask" ? int : result, lanes, (builder, registers) => {
        const value = builder.compute(operation, ...registers);
        return result === "mask" ? builder.compute("toInteger01", value) : value;
      });
      const expected = Array.from(got, (_, i) => meaning(...inputs.map((input) => input[i]!)));
      assertSame(got, expected, inputs, `${operation} (${operands.join(", ")})`);
    }
  });

  test(`masks of ${width} combine and select`, () => {
    const inputs = columns([int, int]);
    const combined: Record<"and" | "or" | "xor", Meaning> = {
      and: (a, b) => a! & b!,
      or: (a, b) => a! | b!,
      xor: (a, b) => a! ^ b!,
    };
    for (const [operation, meaning] of Object.entries(combined)) {
      const got = apply(inputs, int, lanes, (builder, [a, b]) => {
        const zero = builder.constant(int, 0, lanes);
        const positive = builder.compute("less", zero, a!);
        const equal = builder.compute("equal", a!, b!);
        const mask = builder.compute(operation as Operation, positive, builder.compute("not", equal));
        const yes = builder.constant("mask", 1, lanes);
        return builder.compute(
          "toInteger01",
          builder.compute("select", mask, yes, builder.compute("not", yes)),
        );
      });
      const expected = Array.from(got, (_, i) => {
        const [a, b] = [inputs[0]![i]!, inputs[1]![i]!];
        return meaning(Number(a > 0), Number(a !== b));
      });
      assertSame(got, expected, inputs, operation);
    }
    for (const type of [float, int] as const) {
      const values = columns([type, type]);
      const got = apply(values, type, lanes, (builder, [a, b]) =>
        builder.compute("select", builder.compute("less", a!, b!), a!, b!),
      );
      const swapped = apply(values, type, lanes, (builder, [a, b]) =>
        builder.compute("select", builder.compute("less", a!, b!), b!, a!),
      );
      for (let i = 0; i < got.length; i++) {
        const [a, b] = [values[0]![i]!, values[1]![i]!];
        const below = a < b;
        assert.ok(Object.is(got[i], below ? a : b), `${a} < ${b} ? a : b is ${got[i]}`);
        assert.ok(Object.is(swapped[i], below ? b : a), `${a} < ${b} ? b : a is ${swapped[i]}`);
      }
    }
  });

  test(`shifts of ${width}`, () => {
    const inputs = columns([int]);
    const shifts: Record<ShiftOperation, (a: number, by: number) => number> = {
      shiftLeft: (a, by) => a << by,
      shiftRightLogical: (a, by) => (a >>> by) | 0,
      shiftRightArithmetic: (a, by) => a >> by,
    };
    for (const amount of [0, 1, 13, 31]) {
      for (const [name, meaning] of Object.entries(shifts)) {
        const got = apply(inputs, int, lanes, (builder, [a]) =>
          builder.shift(name as ShiftOperation, a!, amount),
        );
        assertSame(
          got,
          Array.from(inputs[0]!, (a) => meaning(a, amount)),
          inputs,
          `${name} by ${amount}`,
        );
      }
    }
  });
}

test("fused multiply-add rounds once", () => {
  // 1 + 2^-12 squared is 1 + 2^-11 + 2^-24: half a unit above, which the addend tips either way.
  const a = fround(1 + 2 ** -12);
  const rows = [
    [a, a, 2 ** -60, 1 + 2 ** -11 + 2 ** -23],
    [a, a, -(2 ** -60), 1 + 2 ** -11],
    [a, -a, -(2 ** -60), -(1 + 2 ** -11 + 2 ** -23)],
    [a, -a, 2 ** -60, -(1 + 2 ** -11)],
    // Half of the least number, above an odd one and above zero.
    [2 ** -75, 2 ** -75, least, 2 * least],
    [2 ** -75, 2 ** -75, 0, 0],
    [1e38, 1e38, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [0, Number.POSITIVE_INFINITY, 1, Number.NaN],
    [0, -1, 0, 0],
    [0, -1, -0, -0],
    [3e38, 2, -3e38, fround(fround(3e38) * 2 - fround(3e38))],
    [3, 5, -15, 0],
  ];
  const inputs = [0, 1, 2].map((i) => Float32Array.from(rows, (row) => row[i]!));
  for (const lanes of [1, 4]) {
    const got = apply(inputs, float, lanes, (builder, [x, y, z]) =>
      builder.compute("fusedMultiplyAdd", x!, y!, z!),
    );
    assertSame(
      got,
      rows.map((row) => row[3]!),
      inputs,
      `fusedMultiplyAdd at ${lanes} lanes`,
    );
  }
});

test("vectors and scalars spell the same operations on the same types", () => {
  for (const operation of Object.keys(vectorOperations) as Operation[]) {
    assert.deepEqual(
      Object.keys(vectorOperations[operation]).sort(),
      Object.keys(scalarOperations[operation]).sort(),
      operation,
    );
  }
  const builder = new KernelBuilder(4);
  const mask = builder.constant("mask", 1);
  const y = builder.parameter("y", int, "write");
  builder.store(
    { parameter: y, offset: affine(0), laneStride: 1 },
    builder.compute("toInteger01", builder.compute("add", mask, mask)),
  );
  assert.throws(() => runKernel(builder.finish("wrong"), [new Int32Array(4)]), /add of mask.*float32, int32/);
});
