/** Tensors in arrays and plain objects, as compiled functions take and return them. */

import { Tensor } from "./tensor.ts";

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

function describe(item: unknown): string {
  if (typeof item === "object" && item !== null) return `a ${item.constructor.name}`;
  return typeof item === "string" ? `the string "${item}"` : String(item);
}
