/** What an argument may have to be: plain JavaScript can give anything. */
export type ArgumentKind =
  | "list"
  | "text"
  | "bytes"
  | "path"
  | "texts"
  | "numbers"
  | "shaped"
  | "module"
  | "options"
  | "object"
  | "function"
  | "iterable"
  | "array";

const kinds: Readonly<
  Record<ArgumentKind, readonly [is: (value: unknown) => boolean, expected: string, mend: string]>
> = {
  list: [
    // Nothing can be computed of big integers.
    (value) => isList(value) && !(value instanceof BigInt64Array || value instanceof BigUint64Array),
    "a list",
    "Pass an array or a typed array.",
  ],
  array: [Array.isArray, "an array", "Pass an array."],
  texts: [
    (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
    "an array of texts",
    "Pass strings.",
  ],
  numbers: [
    (value) => typeof value === "number" || Array.isArray(value) || ArrayBuffer.isView(value),
    "a number or a list of them",
    "Pass a number for all sides alike.",
  ],
  shaped: [
    (value) =>
      typeof value === "object" &&
      value !== null &&
      Array.isArray((value as { shape?: unknown }).shape) &&
      isList((value as { data?: unknown }).data),
    "numbers with a shape",
    "Pass { shape: [rows, columns], data }.",
  ],
  module: [
    // Floors below nn do not know the class.
    (value) =>
      typeof (value as { namedParameters?: unknown } | null | undefined)?.namedParameters === "function",
    "a module",
    "Pass what extends nn.Module.",
  ],
  text: [(value) => typeof value === "string", "a text", "Pass a string."],
  bytes: [(value) => value instanceof Uint8Array, "bytes", "Pass a Uint8Array, as readFile gives."],
  path: [
    (value) => typeof value === "string" || value instanceof URL,
    "a path",
    "Pass a string or a file URL.",
  ],
  options: [
    (value) => typeof value === "object" && value !== null,
    "an object of options",
    "Its documentation names those that it needs.",
  ],
  object: [
    (value) => typeof value === "object" && value !== null,
    "an object",
    "Its documentation says what it has.",
  ],
  function: [(value) => typeof value === "function", "a function", "Pass one."],
  iterable: [
    (value) =>
      typeof value === "object" &&
      typeof (value as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === "function",
    "a list or another iterable",
    "Pass an array.",
  ],
};

function isList(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && Number.isInteger((value as { length?: unknown }).length)
  );
}

/**
 * Looks at arguments by what they are called, before anything is asked of them.
 *
 * Throws: TypeError if one is of another kind.
 *
 * @example
 * requireKind("list", "compute an accuracy", { predictions: [1], labels: [1] });
 */
export function requireKind(
  kind: ArgumentKind,
  what: string,
  values: Readonly<Record<string, unknown>>,
): void {
  const [is, expected, mend] = kinds[kind];
  for (const [name, value] of Object.entries(values)) {
    if (is(value)) continue;
    const got = value === null ? "null" : typeof value === "object" ? "another object" : typeof value;
    throw new TypeError(`Cannot ${what} with these ${name}: expected ${expected}, got ${got}. ${mend}`);
  }
}
