import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  arange,
  compile,
  fullLike,
  linspace,
  manualSeed,
  onesLike,
  rand,
  randint,
  randLike,
  randnLike,
  randperm,
  registerDevice,
  tensor,
  zerosLike,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

test("ranges have NumPy's elements", () => {
  assert.deepEqual(arange(4).toArray(), [0, 1, 2, 3]);
  assert.deepEqual(arange(2, 5).toArray(), [2, 3, 4]);
  assert.deepEqual(arange(5, 0, { step: -2 }).toArray(), [5, 3, 1]);
  assert.deepEqual(arange(3, 3).toArray(), []);
  assert.deepEqual(arange(3, 0).toArray(), []);
  assert.deepEqual(arange(0, 1, { step: 0.3 }).toArray(), [0, 0.3, 0.6, 0.9].map(Math.fround));
  assert.deepEqual(
    [arange(2).dtype, arange(0.5).dtype, arange(0, 2, { dtype: "float32" }).dtype],
    ["int32", "float32", "float32"],
  );
  assert.deepEqual(linspace(0, 1, { steps: 5 }).toArray(), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(linspace(2, -1, { steps: 1 }).toArray(), [2]);
  assert.deepEqual(linspace(0, 1, { steps: 0 }).toArray(), []);
  const tenths = linspace(0, 0.3, { steps: 4 }).toArray();
  assert.deepEqual(tenths, [0, 0.1, 0.2, 0.3].map(Math.fround));
  assert.throws(() => arange(0, 3, { step: 0 }), /a step other than 0/);
  assert.throws(() => arange(Number.POSITIVE_INFINITY), RangeError);
  assert.throws(() => arange(0, 1, { step: 0.5, dtype: "int32" }), TypeError);
  assert.throws(() => linspace(0, 1, { steps: 1.5 }), /by 1.5 steps/);
});

test("tensors like another have its shape, and its dtype unless given", () => {
  const x = tensor([[1, 2]], { dtype: "int32" });
  assert.deepEqual([zerosLike(x).dtype, zerosLike(x).toArray()], ["int32", [[0, 0]]]);
  assert.deepEqual([onesLike(x, { dtype: "bool" }).toArray()], [[[true, true]]]);
  assert.deepEqual(fullLike(x, 7).toArray(), [[7, 7]]);
  assert.throws(() => fullLike(x, 0.5), /int32 constant of 0.5/);
  for (const random of [randLike(x), randnLike(x)])
    assert.deepEqual([random.dtype, random.shape], ["float32", [1, 2]]);
});

test("random integers stay in their range, and each comes", () => {
  manualSeed(5);
  const thrown = randint([6000], { low: -3, high: 3 });
  assert.equal(thrown.dtype, "int32");
  const counts = new Map<number, number>();
  for (const n of thrown.dataSync()) counts.set(n, (counts.get(n) ?? 0) + 1);
  assert.deepEqual(
    [...counts.keys()].sort((a, b) => a - b),
    [-3, -2, -1, 0, 1, 2],
  );
  // Six standard deviations of a count are 6 √(6000 · 1/6 · 5/6) = 173.
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 173, String(count));
  // The greatest uniform number, 1 − 2⁻²⁴, times any span is less than the span in float32.
  for (let span = 1; span <= 2 ** 24; span += 1 + (span >> 7)) {
    assert.ok(Math.fround((1 - 2 ** -24) * span) < span);
  }
  assert.throws(() => randint([2], { high: 0 }), /low < high/);
  assert.throws(() => randint([2], { high: 2.5 }), RangeError);
  assert.throws(() => randint([2], { low: -(2 ** 30), high: 2 ** 30 }), /at most 16777216 apart/);
});

test("permutations hold each number once, and the seed gives them again", () => {
  manualSeed(6);
  const order = randperm(50);
  assert.notDeepEqual(order.toArray(), arange(50).toArray());
  assert.deepEqual(
    [...order.dataSync()].sort((a, b) => a - b),
    arange(50).toArray(),
  );
  const next = rand([1]).item();
  manualSeed(6);
  assert.deepEqual(randperm(50).toArray(), order.toArray());
  assert.equal(rand([1]).item(), next);
  assert.deepEqual(randperm(0).shape, [0]);
  assert.throws(() => randperm(-1), RangeError);
  assert.throws(() => compile(() => randperm(3))(), /on the host inside a function given to compile/);
});
