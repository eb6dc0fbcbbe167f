import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { arange, concat, full, ones, registerDevice, stack, type Tensor, tensor, zeros } from "./index.ts";

registerDevice("reference", createReferenceDevice);

const list = (x: Tensor) => [...x.dataSync()];

test("gather picks rows and columns, and shows indices that are outside", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const indices = tensor([[1, 0, 1]], { dtype: "int32" });
  assert.deepEqual([...x.gather(indices).shape], [1, 3, 3]);
  assert.deepEqual(list(x.gather(indices)), [4, 5, 6, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(list(x.gather(indices, { axis: -1 })), [2, 1, 2, 5, 4, 5]);
  assert.deepEqual(list(x.gather(tensor([2, 0], { dtype: "int32" }), { axis: 1 })), [3, 1, 6, 4]);
  const missing = x.gather(tensor(2, { dtype: "int32" }));
  assert.throws(
    () => missing.dataSync(),
    /Cannot gather along axis 0 of \[2, 3\] with the index 2: expected 0 to 1, got 2/,
  );
  assert.deepEqual(list(missing), [NaN, NaN, NaN]);
});

test("arithmetic broadcasts, with tensors and with numbers", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  assert.deepEqual(list(x.add(tensor([10, 20, 30]))), [11, 22, 33, 14, 25, 36]);
  assert.deepEqual(list(x.mul(2).sub(1).div(0.5)), [2, 6, 10, 14, 18, 22]);
  assert.deepEqual(list(x.sub(tensor([[1], [2]]))), [0, 1, 2, 2, 3, 4]);
  assert.deepEqual(list(x.maximum(3).minimum(5)), [3, 3, 3, 4, 5, 5]);
  assert.deepEqual(list(tensor([-1, 4]).abs().sqrt().neg()), [-1, -2]);
  assert.deepEqual(list(tensor([-2, 3]).relu()), [0, 3]);
  assert.deepEqual(
    list(
      full([2], 2.5)
        .add(ones([2]))
        .add(zeros([])),
    ),
    [3.5, 3.5],
  );
});

test("powers", () => {
  const x = tensor([2, 4]);
  assert.deepEqual(list(x.pow(3)), [8, 64]);
  assert.deepEqual(list(x.pow(-1)), [0.5, 0.25]);
  assert.deepEqual(list(tensor([4, 9]).pow(1.5)), [8, 27]);
  assert.deepEqual(list(x.pow(0)), [1, 1]);
  assert.ok(Math.abs(x.pow(0.3).dataSync()[1]! - 4 ** 0.3) < 1e-6);
  assert.ok(Math.abs(x.pow(-0.3).dataSync()[1]! - 4 ** -0.3) < 1e-6);
  assert.deepEqual(list(tensor([-2, 2]).pow(17)), [-(2 ** 17), 2 ** 17]);
  assert.deepEqual(list(x.pow(tensor([[2], [-1]]))), [4, 16, 0.5, 0.25]);
  assert.deepEqual(arange(4).pow(3).dataSync(), Int32Array.of(0, 1, 8, 27));
  assert.throws(() => arange(4).pow(arange(4)), /Cannot take powers of int32 tensors/);
});

test("rounding, signs and bounds", () => {
  const x = tensor([-2.5, -1.5, -0.25, 0.5, 1.5, 2.75]);
  assert.deepEqual(list(x.round()), [-2, -2, -0, 0, 2, 3]);
  assert.deepEqual(list(x.floor()), [-3, -2, -1, 0, 1, 2]);
  assert.deepEqual(list(x.ceil()), [-2, -1, -0, 1, 2, 3]);
  assert.deepEqual(list(x.trunc()), [-2, -1, -0, 0, 1, 2]);
  assert.deepEqual(list(x.sign()), [-1, -1, -1, 1, 1, 1]);
  assert.deepEqual(list(x.clamp({ min: -1, max: 1.5 })), [-1, -1, -0.25, 0.5, 1.5, 1.5]);
  assert.deepEqual(list(tensor([Number.NaN]).clamp({ min: 0, max: 1 })), [Number.NaN]);
  assert.deepEqual(arange(4).clamp({ min: 1, max: 2 }).dataSync(), Int32Array.of(1, 1, 2, 2));
  assert.throws(() => arange(4).round(), /Cannot take the nearest whole number of a int32 tensor/);
});

test("logic takes what is not 0 for true", () => {
  const [a, b] = [tensor([true, true, false, false]), tensor([true, false, true, false])];
  assert.deepEqual(a.logicalAnd(b).dataSync(), Uint8Array.of(1, 0, 0, 0));
  assert.deepEqual(a.logicalOr(b).dataSync(), Uint8Array.of(1, 1, 1, 0));
  assert.deepEqual(a.logicalNot().dataSync(), Uint8Array.of(0, 0, 1, 1));
  const x = tensor([1, 2, 3]);
  assert.deepEqual(list(x.lt(3).logicalAnd(x.gt(1)).where(x, 0)), [0, 2, 0]);
  assert.deepEqual(a.logicalAnd(arange(4)).dataSync(), Uint8Array.of(0, 1, 0, 0));
  assert.deepEqual(arange(4).logicalNot().dataSync(), Uint8Array.of(1, 0, 0, 0));
});

test("integers stay integers, and take integers only", () => {
  const x = arange(4);
  assert.deepEqual(x.mul(3).dataSync(), Int32Array.of(0, 3, 6, 9));
  assert.throws(() => x.mul(1.5), /int32 constant of 1.5/);
  assert.throws(() => x.add(tensor([1])), /int32 and float32/);
});

test("comparisons give bools, where chooses", () => {
  const x = tensor([1, 2, 3]);
  const below = x.lt(2.5);
  assert.equal(below.dtype, "bool");
  assert.deepEqual(below.dataSync(), Uint8Array.of(1, 1, 0));
  assert.deepEqual(list(below.where(x, 0)), [1, 2, 0]);
  assert.deepEqual(list(tensor([true, false]).where(7, 8)), [7, 8]);
  assert.deepEqual(list(x.ge(2).cast("float32")), [0, 1, 1]);
  assert.deepEqual(list(x.eq(x)), [1, 1, 1]);
});

test("reductions", () => {
  const x = tensor([
    [1, 5, 3],
    [4, 2, 6],
  ]);
  assert.equal(x.sum().item(), 21);
  assert.deepEqual(list(x.sum({ axis: 0 })), [5, 7, 9]);
  assert.deepEqual(x.sum({ axis: -1, keepDims: true }).shape, [2, 1]);
  assert.deepEqual(list(x.mean({ axis: [0, 1] })), [3.5]);
  assert.deepEqual(list(x.max({ axis: 1 })), [5, 6]);
  assert.deepEqual(x.argmax({ axis: 1 }).dataSync(), Int32Array.of(1, 2));
  const rows = x.softmax().sum({ axis: -1 }).dataSync();
  assert.ok(rows.every((row) => Math.abs(row - 1) < 1e-6));
});

test("shapes", () => {
  const x = arange(24).reshape([2, 3, -1]);
  assert.deepEqual(x.shape, [2, 3, 4]);
  assert.deepEqual(x.transpose().shape, [2, 4, 3]);
  assert.deepEqual(x.transpose(0, 2).shape, [4, 3, 2]);
  assert.deepEqual(x.permute([-1, 0, 1]).shape, [4, 2, 3]);
  assert.deepEqual(x.flatten(1).shape, [2, 12]);
  assert.deepEqual(x.unsqueeze(-1).shape, [2, 3, 4, 1]);
  assert.deepEqual(x.unsqueeze(0).squeeze().shape, [2, 3, 4]);
  assert.deepEqual(list(x.slice([1, -1], [2, 3])), [20, 21, 22, 23]);
  assert.deepEqual(list(x.slice([0, 0, 2]).slice([], [1, 1])), [2, 3]);
  assert.deepEqual(list(arange(2).expand([2, 2])), [0, 1, 0, 1]);
  assert.deepEqual(list(arange(4).reshape([2, 2]).transpose()), [0, 2, 1, 3]);
});

test("tensors are joined along old and new axes", () => {
  const [a, b] = [tensor([[1, 2]]), tensor([[3, 4]])];
  assert.deepEqual(concat([a, b]).shape, [2, 2]);
  assert.deepEqual(list(concat([a, b], { axis: -1 })), [1, 2, 3, 4]);
  assert.deepEqual(stack([a, b], { axis: -1 }).shape, [1, 2, 2]);
  assert.deepEqual(list(stack([a, b], { axis: -1 })), [1, 3, 2, 4]);
  assert.deepEqual(list(stack([tensor(1), tensor(2)])), [1, 2]);
});

test("errors come from the line that made them, with shapes", () => {
  assert.throws(() => zeros([2, 3]).matmul(zeros([2, 3])), /\[2, 3\] and \[2, 3\]/);
  assert.throws(() => zeros([2]).add(zeros([3])), RangeError);
  assert.throws(() => zeros([2, 3]).slice([1], [3]), /Cannot slice shape \[2, 3\]/);
  assert.throws(() => zeros([2, 3]).squeeze(0), /got 2/);
  assert.throws(() => tensor([[1, 2], [3]]), /ragged/);
  assert.throws(() => tensor([1, 2, 3], { shape: [2, 2] }), /from 3 numbers: expected 4/);
  assert.throws(() => zeros([2]).item(), /expected 1 element, got 2/);
});

test("data is a copy, and so is what a tensor is made of", async () => {
  const source = Float32Array.of(1, 2);
  const x = tensor(source);
  source[0] = 9;
  const read = await x.data();
  read[1] = 9;
  assert.deepEqual(list(x), [1, 2]);
});

test("dtypes follow the data", () => {
  assert.equal(tensor(Uint8Array.of(1)).dtype, "int32");
  assert.equal(tensor([[true]]).dtype, "bool");
  assert.equal(tensor(Float64Array.of(1)).dtype, "float32");
  assert.equal(tensor(Uint8Array.of(1), { dtype: "float32" }).dtype, "float32");
  assert.deepEqual(tensor([0, 2], { dtype: "bool" }).dataSync(), Uint8Array.of(0, 1));
});
