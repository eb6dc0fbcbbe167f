/** Arguments of another kind than declared, as plain JavaScript may give them: refused where they come in. */

import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import { describe } from "./nesting.ts";

const dtypes: readonly DType[] = ["float32", "int32", "bool"];

/** Throws: RangeError unless `shape` is an array of integers of 0 or more; `open` allows −1. `what` follows "Cannot". */
export function checkShape(what: string, shape: Shape, { open = false } = {}): void {
  const least = open ? -1 : 0;
  if (Array.isArray(shape) && shape.every((extent) => Number.isInteger(extent) && extent >= least)) return;
  const got = Array.isArray(shape) ? `[${shape.map(describe).join(", ")}]` : describe(shape);
  throw new RangeError(
    `Cannot ${what} shape ${got}: expected an array of integers of ${least} or more, got ${got}. ` +
      "Give one extent an axis, as in [2, 3].",
  );
}

/** Throws: TypeError unless `list` is an array of integers. */
export function checkIntegers(what: string, list: readonly number[]): void {
  if (Array.isArray(list) && list.every(Number.isInteger)) return;
  const got = Array.isArray(list) ? `[${list.map(describe).join(", ")}]` : describe(list);
  throw new TypeError(
    `Cannot ${what} ${got}: expected an array of integers, got ${got}. Give one number an axis.`,
  );
}

/** Throws: TypeError unless `value` is a number. */
export function checkNumber(what: string, value: number): void {
  if (typeof value === "number") return;
  throw new TypeError(
    `Cannot ${what} ${describe(value)}: expected a number, got ${describe(value)}. Use item() to read a tensor's.`,
  );
}

/** Throws: TypeError unless `dtype` is one. */
export function checkDType(what: string, dtype: DType): void {
  if (dtypes.includes(dtype)) return;
  throw new TypeError(
    `Cannot ${what} dtype ${describe(dtype)}: expected ${dtypes.join(", ")}, got ${describe(dtype)}. float32 is the ` +
      "only floating-point type.",
  );
}

/** Throws: TypeError unless `fn` is a function. */
export function checkFunction(what: string, fn: unknown): void {
  if (typeof fn === "function") return;
  throw new TypeError(
    `Cannot ${what} ${describe(fn)}: expected a function of tensors, got ${describe(fn)}. Wrap it as in (x) => x.mul(x).`,
  );
}
