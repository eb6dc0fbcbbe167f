/** For tests: every operation of the lowered program as a kernel, and operands for it. */

import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type {
  ElementType,
  Kernel,
  Operation,
  Register,
  RegisterType,
} from "../../../compiler/lowered/program.ts";
import { randomNumbers } from "./kernel-meaning.test.support.ts";

/** The operand types each operation is tried with. */
export const operandTypes: Readonly<Record<Operation, readonly (readonly RegisterType[])[]>> = {
  add: pairs("float32", "int32"),
  subtract: pairs("float32", "int32"),
  multiply: pairs("float32", "int32"),
  divide: pairs("float32"),
  minimum: pairs("float32", "int32"),
  maximum: pairs("float32", "int32"),
  negate: [["float32"], ["int32"]],
  absolute: [["float32"], ["int32"]],
  squareRoot: [["float32"]],
  floor: [["float32"]],
  ceiling: [["float32"]],
  truncate: [["float32"]],
  roundEven: [["float32"]],
  fusedMultiplyAdd: [["float32", "float32", "float32"]],
  and: pairs("int32", "mask"),
  or: pairs("int32", "mask"),
  xor: pairs("int32", "mask"),
  not: [["int32"], ["mask"]],
  equal: pairs("float32", "int32"),
  notEqual: pairs("float32", "int32"),
  less: pairs("float32", "int32"),
  lessEqual: pairs("float32", "int32"),
  select: [
    ["mask", "float32", "float32"],
    ["mask", "int32", "int32"],
    ["mask", "mask", "mask"],
  ],
  toFloat: [["int32"]],
  toInt: [["float32"]],
  toInteger01: [["mask"]],
  bitsToFloat: [["int32"]],
  bitsToInt: [["float32"]],
};

const floats = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  3.4e38,
  -3.4e38,
  1e-40,
  -1e-45,
  1.17549435e-38,
  Infinity,
  -Infinity,
  Number.NaN,
  2 ** 31,
  2 ** 31 - 128,
  -(2 ** 31),
  -(2 ** 31) - 256,
  8388609.5,
  8388608,
  4194304.5,
  1e10,
  -1e10,
  0.49999997,
];
const ints = [
  0, 1, -1, 2, -7, 0x7fffffff, -0x80000000, 0x40000000, 65536, 46341, 123456789, -0x7fffffff, 16777217, 33,
];

function pairs(...types: readonly RegisterType[]): readonly (readonly RegisterType[])[] {
  return types.map((type) => [type, type]);
}

/** Operand arrays that between them hold all pairs of special values, then random ones. */
export function operandValues(
  type: RegisterType,
  position: number,
  length: number,
  seed: number,
): Float32Array | Int32Array {
  const next = randomNumbers(seed + position);
  const values = type === "float32" ? floats : ints;
  const pick = (i: number): number => {
    const at = position === 0 ? i % values.length : Math.floor(i / values.length) % values.length;
    if (i < values.length ** 2) return position === 2 ? values[(i * 7) % values.length]! : values[at]!;
    if (type === "int32") return Math.floor((next() - 0.5) * 2 ** 32);
    return (next() - 0.5) * 2 ** Math.floor(next() * 60 - 30);
  };
  if (type === "mask") return Int32Array.from({ length }, () => (next() < 0.5 ? 1 : 0));
  const all = Array.from({ length }, (_, i) => pick(i));
  return type === "float32" ? Float32Array.from(all) : Int32Array.from(all);
}

/**
 * out[i] = operation(a[i], b[i], c[i]), one vector or one scalar an iteration; masks come and go as 0 and 1. With
 * `inMemory`, only that operand's load can become part of the operation: the others are negated twice.
 */
export function operationKernel(
  operation: Operation,
  types: readonly RegisterType[],
  lanes: number,
  whole: number,
  length: number,
  inMemory?: { readonly position: number; readonly laneStride: number },
): Kernel {
  const builder = new KernelBuilder(whole);
  const parameters = types.map((type, i) =>
    builder.parameter(`in${i}`, type === "float32" ? "float32" : "int32", "read"),
  );
  const laneStride = lanes === 1 ? 0 : 1;
  const result = resultOf(operation, types);
  const out = builder.parameter("out", result === "float32" ? "float32" : "int32", "write");
  builder.loop("i", length / lanes, [], (i) => {
    const offset = affine(0, [i, lanes]);
    const operands = types.map((type, position): Register => {
      const address = { parameter: parameters[position]!, offset, laneStride };
      if (inMemory !== undefined) {
        if (position === inMemory.position) {
          return builder.load(type as ElementType, { ...address, laneStride: inMemory.laneStride }, lanes);
        }
        const loaded = builder.load(type as ElementType, address, lanes);
        return builder.compute("negate", builder.compute("negate", loaded));
      }
      if (type !== "mask") return builder.load(type, address, lanes);
      return builder.compute(
        "notEqual",
        builder.load("int32", address, lanes),
        builder.constant("int32", 0, lanes),
      );
    });
    const value = builder.compute(operation, ...operands);
    const stored = value.type === "mask" ? builder.compute("toInteger01", value) : value;
    builder.store({ parameter: out, offset, laneStride }, stored);
    return [];
  });
  return builder.finish(`${operation} of ${types.join(" ")} at ${lanes}`);
}

/** The type of what an operation gives. */
export function resultOf(operation: Operation, types: readonly RegisterType[]): RegisterType {
  const builder = new KernelBuilder(4);
  return builder.compute(operation, ...types.map((type) => builder.register(type))).type;
}
