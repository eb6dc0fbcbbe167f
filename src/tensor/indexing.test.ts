import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import {
  compile,
  type IndexTerm,
  ones,
  registerDevice,
  setDevice,
  type Tensor,
  tensor,
  zeros,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);
registerDevice("wasm", () => createWasmDevice({ platform: nodePlatform, threads: 1 }));

interface Case {
  readonly shape: readonly number[];
  readonly index: readonly (Exclude<IndexTerm, Tensor> | { readonly indices: number | number[] })[];
  readonly result: { readonly shape: readonly number[]; readonly data: readonly number[] };
}

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/indexing.json", "utf8"));
const termsOf = ({ index }: Case): IndexTerm[] =>
  index.map((term) =>
    term !== null && typeof term === "object" && "indices" in term
      ? tensor(term.indices, { dtype: "int32" })
      : (term as Exclude<IndexTerm, Tensor>),
  );
const counted = (shape: readonly number[]) =>
  tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => i),
    { shape },
  );
const list = (x: Tensor) => [...x.dataSync()];

for (const device of ["reference", "wasm"]) {
  test(`parts of tensors are NumPy's, and their gradients go back, on ${device}`, () => {
    setDevice(device);
    assert.ok(cases.length >= 400);
    for (const stored of cases) {
      const what = JSON.stringify(stored);
      const x = counted(stored.shape);
      const part = x.at(...termsOf(stored));
      assert.deepEqual(part.shape, stored.result.shape, what);
      assert.deepEqual(list(part), stored.result.data, what);

      x.requiresGrad = true;
      const weights = counted(stored.result.shape).add(1);
      const loss = x
        .at(...termsOf(stored))
        .mul(weights)
        .sum();
      const expected = new Array<number>(x.size).fill(0);
      for (const [i, place] of stored.result.data.entries()) expected[place]! += i + 1;
      loss.backward();
      assert.deepEqual(list(x.grad!), expected, what);
    }
  });

  test(`elements at numbers and slices are replaced, on ${device}`, () => {
    setDevice(device);
    const simple = cases.filter(({ index }) =>
      index.every((term) => typeof term !== "object" || term === null),
    );
    assert.ok(simple.length >= 100);
    for (const stored of simple) {
      const what = JSON.stringify(stored);
      const { shape, data } = stored.result;
      const value = counted(shape).add(100);
      value.requiresGrad = true;
      const x = counted(stored.shape);
      const replaced = x.with(termsOf(stored), value);
      const expected = list(x);
      for (const [i, place] of data.entries()) expected[place] = 100 + i;
      assert.deepEqual(list(replaced), expected, what);
      if (data.length === 0) continue;
      replaced.mul(x).sum().backward();
      assert.deepEqual(list(value.grad!), data, what);
    }
  });
}

/** The elements of what a run has thrown for once. */
function afterFault(x: Tensor): number[] {
  assert.throws(
    () => x.dataSync(),
    /^RangeError: Cannot (gather|scatter) along axis \d of .* with the index/,
  );
  return list(x);
}

test("an index that follows data may lie outside, and is named: NaN, or 0 in other dtypes", () => {
  const x = counted([2, 3]);
  const outside = tensor([0, 2, -3, -1], { dtype: "int32" });
  const none = Number.NaN;
  assert.deepEqual(afterFault(x.at(outside, 0)), [0, none, none, 3]);
  assert.deepEqual(afterFault(x.at(outside, [0])), [0, none, none, 3]);
  assert.deepEqual(afterFault(x.cast("int32").at(outside, 1)), [1, 0, 0, 4]);
});

test("dtypes stay, and values broadcast", () => {
  assert.deepEqual(tensor([true, false]).with([1], 1).dataSync(), Uint8Array.of(1, 1));
  assert.deepEqual(zeros([3], { dtype: "int32" }).with(["1:"], 7).dataSync(), Int32Array.of(0, 7, 7));
  assert.deepEqual(list(zeros([2, 2]).with(["...", -1], tensor([5]))), [0, 5, 0, 5]);
  assert.deepEqual(list(zeros([2]).with([":0"], 5)), [0, 0]);
});

test("indices may repeat where updates are added", () => {
  const at = tensor(
    [
      [0, 2],
      [2, 7],
    ],
    { dtype: "int32" },
  );
  assert.deepEqual(afterFault(ones([3]).indexAdd(at, counted([2, 2]))), [1, 1, 4]);
  assert.deepEqual(afterFault(zeros([1, 3]).indexAdd(at, ones([1, 2, 2]), { axis: -1 })), [1, 0, 2]);
});

test("a compiled function indexes by its argument", () => {
  const row = compile((x: Tensor, i: Tensor) => x.at(i, "::-1"));
  const random = new Random(1);
  for (let turn = 0; turn < 5; turn++) {
    const i = random.integer(-4, 4);
    const expected = [2, 1, 0].map((column) => 3 * ((i + 4) % 4) + column);
    assert.deepEqual(list(row(counted([4, 3]), tensor(i, { dtype: "int32" }))), expected);
  }
});

test("errors name the axis, the index and the extent", () => {
  const x = zeros([2, 3]);
  const wrong = (index: readonly unknown[]) => () => x.at(...(index as IndexTerm[]));
  assert.throws(
    wrong([0, 3]),
    /Cannot index axis 1 of shape \[2, 3\] by 3: expected an integer from -3 to 2, got 3/,
  );
  assert.throws(wrong([":", [0, -4]]), /axis 1 of shape \[2, 3\] by -4/);
  assert.throws(wrong([0.5]), RangeError);
  assert.throws(wrong([0, 0, 0]), /expected at most 2 indices and one "...", got 3 indices/);
  assert.throws(wrong(["...", "..."]), /got 2 times/);
  assert.throws(wrong(["::0"]), /a step other than 0/);
  assert.throws(wrong(["1"]), /axis 0 of shape \[2, 3\] by "1": expected start:end/);
  assert.throws(wrong([tensor([true, false])]), /use mask.where\(x, 0\)/);
  assert.throws(wrong([tensor([1])]), /float32 tensor: expected int32 indices.*cast\("int32"\)/);
  assert.throws(wrong([true]), /got the truth value true/);
  assert.throws(wrong([undefined]), /got undefined/);
  assert.throws(wrong([[[0]]]), TypeError);
  assert.throws(() => zeros([0]).at(0), /expected no index, since it is empty/);
  assert.throws(() => x.at([0, 1], [0, 1, 2]), /Cannot index by shapes \[2\] and \[3\]/);
  assert.throws(() => x.with([[0]], 1), /Use indexAdd/);
  assert.throws(() => x.with([0], ones([2])), RangeError);
});

test("slices are checked where they are written", () => {
  const x = zeros([4]);
  const [first, last] = [1, 3];
  assert.equal(x.at(`${first}:${last}`).size, 2);
  // @ts-expect-error no slice has four parts
  assert.throws(() => x.at("1:2:3:4"), RangeError);
  // @ts-expect-error a bound is a number
  assert.throws(() => x.at("a:b"), RangeError);
  // @ts-expect-error a truth value is no index
  assert.throws(() => x.at(true), TypeError);
});
