/**
 * a · b + c rounded once, without an instruction for it: the product is exact in float64, the sum is rounded to odd
 * there, and then rounding to float32 is right. Source: Boldo and Melquiond, "Emulation of a FMA and correctly
 * rounded sums: proved algorithms using rounding to odd", 2008.
 */

import type { FunctionBuilder } from "./assembler.ts";

/** The byte indices that bring the upper half of a vector down. */
const upperHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** Leaves fma(a, b, c) of two (`halves` 1) or four (`halves` 2) lanes on the stack, from three v128 locals. */
export function emitFusedMultiplyAdd(
  builder: FunctionBuilder,
  operands: readonly [number, number, number],
  halves: 1 | 2,
): void {
  const scratch = ["product", "addend", "sum", "error"].map((name) => builder.acquire("v128", name));
  for (let half = 0; half < halves; half++) emitHalf(builder, operands, scratch, half === 1);
  if (halves === 2) builder.emit("i8x16.shuffle", ...[0, 1, 2, 3, 4, 5, 6, 7], ...range(16, 8));
  for (const local of scratch) builder.release(local);
}

function emitHalf(
  builder: FunctionBuilder,
  operands: readonly number[],
  [product, addend, sum, error]: readonly number[],
  upper: boolean,
): void {
  const widen = (local: number): void => {
    builder.get(local);
    if (upper) {
      builder.get(local);
      builder.emit("i8x16.shuffle", ...upperHalf);
    }
    builder.emit("f64x2.promote_low_f32x4");
  };
  const [p, c, s, e] = [product!, addend!, sum!, error!];
  widen(operands[0]!);
  widen(operands[1]!);
  builder.emit("f64x2.mul");
  builder.set(p);
  widen(operands[2]!);
  builder.emit("local.tee", c);
  builder.get(p);
  builder.emit("f64x2.add");
  builder.set(s);
  // The error of the sum: (p − (s − t)) + (c − t) where t = s − p.
  builder.get(s);
  builder.get(p);
  builder.emit("f64x2.sub");
  builder.set(e);
  builder.get(p);
  builder.get(s);
  builder.get(e);
  for (const opcode of ["f64x2.sub", "f64x2.sub"] as const) builder.emit(opcode);
  builder.get(c);
  builder.get(e);
  for (const opcode of ["f64x2.sub", "f64x2.add"] as const) builder.emit(opcode);
  builder.set(e);
  // Towards the error by one unit: +1 where error and sum have the same sign, −1 elsewhere …
  builder.get(s);
  builder.get(s);
  builder.get(e);
  builder.emit("v128.xor");
  builder.emit("i32.const", 63);
  builder.emit("i64x2.shr_s");
  builder.emit("v128.const", 1, 0, 1, 0);
  builder.emit("v128.or");
  // … if the sum is even …
  builder.get(s);
  builder.emit("v128.const", 1, 0, 1, 0);
  builder.emit("v128.and");
  builder.emit("v128.const", 0, 0, 0, 0);
  builder.emit("i64x2.eq");
  builder.emit("v128.and");
  // … and inexact: the error is ordered and not zero.
  builder.get(e);
  builder.emit("v128.const", 0, 0, 0, 0);
  builder.emit("f64x2.lt");
  builder.get(e);
  builder.emit("v128.const", 0, 0, 0, 0);
  builder.emit("f64x2.gt");
  builder.emit("v128.or");
  builder.emit("v128.and");
  builder.emit("i64x2.add");
  builder.emit("f32x4.demote_f64x2_zero");
}

function range(start: number, length: number): number[] {
  return Array.from({ length }, (_, i) => start + i);
}
