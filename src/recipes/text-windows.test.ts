import assert from "node:assert/strict";
import { test } from "node:test";
import { TextWindows } from "./text-windows.ts";

test("windows are stretches of a text with what follows, the last one whole", () => {
  const text = Int32Array.from({ length: 12 }, (_, i) => i);
  const windows = new TextWindows(text, { length: 4, stride: 3 });
  assert.equal(windows.length, 3);
  const [tokens, following] = windows.batch(Int32Array.of(2, 0));
  assert.deepEqual([...tokens!.data], [6, 7, 8, 9, 0, 1, 2, 3]);
  assert.deepEqual([...following!.data], [7, 8, 9, 10, 1, 2, 3, 4]);
  assert.deepEqual(tokens!.shape, [2, 4]);
  assert.equal(new TextWindows(text, { length: 11, stride: 5 }).length, 1);
});

test("a text that is too short is named", () => {
  assert.throws(
    () => new TextWindows(new Int32Array(4), { length: 4, stride: 1 }),
    /expected at least 5, got 4/,
  );
});
