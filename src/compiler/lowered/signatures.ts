import type { Operation, RegisterType } from "./program.ts";

/** "T" stands for any one of `types`, the same wherever it occurs. */
export interface Signature {
  readonly types: readonly RegisterType[];
  readonly operands: readonly (RegisterType | "T")[];
  readonly result: RegisterType | "T";
}

const numbers = ["float32", "int32"] as const;
const float = ["float32"] as const;
const unary = { operands: ["T"], result: "T" } as const;
const binary = { operands: ["T", "T"], result: "T" } as const;
const comparison = { types: numbers, operands: ["T", "T"], result: "mask" } as const;
const bitwise = ["int32", "mask"] as const;

/** What every operation takes and gives. */
export const signatures = {
  add: { types: numbers, ...binary },
  subtract: { types: numbers, ...binary },
  multiply: { types: numbers, ...binary },
  divide: { types: float, ...binary },
  minimum: { types: numbers, ...binary },
  maximum: { types: numbers, ...binary },
  negate: { types: numbers, ...unary },
  absolute: { types: numbers, ...unary },
  squareRoot: { types: float, ...unary },
  floor: { types: float, ...unary },
  ceiling: { types: float, ...unary },
  truncate: { types: float, ...unary },
  roundEven: { types: float, ...unary },
  fusedMultiplyAdd: { types: float, operands: ["T", "T", "T"], result: "T" },
  and: { types: bitwise, ...binary },
  or: { types: bitwise, ...binary },
  xor: { types: bitwise, ...binary },
  not: { types: bitwise, ...unary },
  equal: comparison,
  notEqual: comparison,
  less: comparison,
  lessEqual: comparison,
  select: { types: ["float32", "int32", "mask"], operands: ["mask", "T", "T"], result: "T" },
  toFloat: { types: [], operands: ["int32"], result: "float32" },
  toInt: { types: [], operands: ["float32"], result: "int32" },
  toInteger01: { types: [], operands: ["mask"], result: "int32" },
  bitsToFloat: { types: [], operands: ["int32"], result: "float32" },
  bitsToInt: { types: [], operands: ["float32"], result: "int32" },
} as const satisfies Record<Operation, Signature>;

/** The result's type for these operand types, or undefined where the operation does not take them. */
export function resultTypeOf(
  operation: Operation,
  operands: readonly RegisterType[],
): RegisterType | undefined {
  const signature: Signature = signatures[operation];
  if (operands.length !== signature.operands.length) return undefined;
  let chosen: RegisterType | undefined;
  for (const [i, expected] of signature.operands.entries()) {
    const actual = operands[i]!;
    if (expected !== "T") {
      if (actual !== expected) return undefined;
    } else {
      chosen ??= actual;
      if (actual !== chosen || !signature.types.includes(actual)) return undefined;
    }
  }
  return signature.result === "T" ? chosen : signature.result;
}
