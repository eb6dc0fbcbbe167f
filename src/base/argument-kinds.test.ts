import assert from "node:assert/strict";
import { test } from "node:test";
import { requireKind } from "./argument-kinds.ts";

test("arguments of another kind are named, with what was expected and the mend", () => {
  requireKind("list", "count", { words: [], numbers: new Float32Array(2) });
  requireKind("shaped", "count", { rows: { shape: [1, 2], data: [3, 4] } });
  requireKind("numbers", "pad", { padding: 3, sides: [1, 2] });
  const refused: readonly [Parameters<typeof requireKind>[0], unknown, string][] = [
    ["list", undefined, "a list, got undefined. Pass an array or a typed array."],
    ["list", "text", "a list, got string. Pass an array or a typed array."],
    ["texts", ["a", 1], "an array of texts, got another object. Pass strings."],
    ["iterable", null, "a list or another iterable, got null. Pass an array."],
    [
      "options",
      undefined,
      "an object of options, got undefined. Its documentation names those that it needs.",
    ],
    ["bytes", [1, 2], "bytes, got another object. Pass a Uint8Array, as readFile gives."],
    ["path", 5, "a path, got number. Pass a string or a file URL."],
  ];
  for (const [kind, value, message] of refused) {
    assert.throws(
      () => requireKind(kind, "count", { words: value }),
      new TypeError(`Cannot count with these words: expected ${message}`),
    );
  }
});
