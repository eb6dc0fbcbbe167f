/** Tensors in arrays and plain objects, as compiled functions take and return them. */

import { Tensor } from "./tensor.ts";

/** Tensors: one, or several in arrays and plain objects, nested as you like. */
export type Tensors = Tensor | readonly Tensors[] | { readonly [name: string]: Tensors };

/** One tensor in each place of `P`. Where nothing is known of the nesting, nothing is said: that ends the recursion. */
export type TensorsLike<P> = [Tensors] extends [P]
  ? Tensors
  : P extends Tensor
    ? Tensor
    : { readonly [K in keyof P]: TensorsLike<P[K]> };

/** A copy of arrays and plain objects with each leaf replaced; leaves are visited in order. */
export function mapNested(nested: unknown, leaf: (item: unknown) => unknown): unknown {
  if (Array.isArray(nested)) return nested.map((item) => mapNested(item, leaf));
  if (!isPlainObject(nested)) return leaf(nested);
  return Object.fromEntries(Object.entries(nested).map(([name, item]) => [name, mapNested(item, leaf)]));
}

/** What a compiled function's program depends on in its arguments: nesting, shapes, dtypes, required gradients. */
export function signatureOf(nested: unknown): string {
  if (nested instanceof Tensor) {
    return `${nested.dtype[0]}${nested.shape.join("x")}${nested.requiresGrad ? "!" : ""}`;
  }
  if (typeof nested === "number") return "#";
  if (Array.isArray(nested)) return `[${nested.map(signatureOf).join()}]`;
  if (isPlainObject(nested)) {
    const parts = Object.entries(nested).map(
      ([name, item]) => `${JSON.stringify(name)}:${signatureOf(item)}`,
    );
    return `{${parts.join()}}`;
  }
  throw new TypeError(
    `Cannot call a compiled function with ${describe(nested)}: expected tensors and numbers, in arrays and plain ` +
      "objects. Take other things from outside the function.",
  );
}

function isPlainObject(item: unknown): item is Record<string, unknown> {
  if (typeof item !== "object" || item === null) return false;
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === Object.prototype || prototype === null;
}

/** What an argument is, for errors. */
export function describe(item: unknown): string {
  if (typeof item === "function") return "a function";
  if (typeof item === "object" && item !== null) return `a ${item.constructor?.name ?? "bare object"}`;
  return typeof item === "string" ? `the string "${item}"` : String(item as symbol);
}
