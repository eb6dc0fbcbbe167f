import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { input } from "../../graph/node.ts";
import { floorDivide } from "../../ops/index.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { oneThread } from "./wasm/thread-pool.ts";

test("quotients of any two int32 are exact", () => {
  const random = new Random(3);
  const edges = [0, 1, -1, 2, 3, 2 ** 24, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31), 1 - 2 ** 31, 2 ** 30];
  const sized = () => (random.bits() | 0) >> random.integer(0, 32);
  const a = [...edges.flatMap((x) => edges.map(() => x)), ...Array.from({ length: 50_000 }, sized)];
  const b = [...edges.flatMap(() => edges), ...Array.from({ length: 50_000 }, sized)];
  // Multiples of the divisor and their neighbours, where a quotient is a hair from a whole number.
  b.forEach((divisor, i) => {
    if (i % 2 === 1) a[i] = (Math.imul(divisor, a[i]! >> 8) + (i % 3) - 1) | 0;
  });
  const inputs = [a, b].map(() => input({ shape: [a.length], dtype: "int32" }));
  const device = createWasmDevice({ platform: oneThread });
  const outputs = [floorDivide(inputs[0]!, inputs[1]!)];
  const [got] = device
    .compile({ inputs, outputs, updates: [] })
    .run([Int32Array.from(a), Int32Array.from(b)]);
  const want = Int32Array.from(a, (x, i) => (b[i] === 0 ? 0 : Math.floor(x / b[i]!) | 0));
  assert.deepEqual(got, want);
  device.close();
});
