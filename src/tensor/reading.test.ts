import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { arange, Parameter, registerDevice, tensor, variable, zeros } from "./index.ts";

registerDevice("reference", createReferenceDevice);

test("elements are read as nested arrays of their kind", () => {
  assert.deepEqual(arange(4).reshape([2, 1, 2]).toArray(), [[[0, 1]], [[2, 3]]]);
  assert.equal(tensor(2.5).toArray(), 2.5);
  assert.deepEqual(tensor([1, 2]).gt(1).toArray(), [false, true]);
  assert.deepEqual(zeros([2, 0]).toArray(), [[], []]);
});

test("data is unshared and its own, also of memory that is updated in place", async () => {
  for (const x of [tensor([1, 2]), variable(tensor([1, 2])), tensor([0, 1]).add(1)]) {
    const read = await x.data();
    assert.ok(read.buffer instanceof ArrayBuffer);
    read[0] = 9;
    assert.deepEqual([...(await x.data())], [1, 2]);
  }
});

test("what is disposed cannot be used; what was computed from it can", () => {
  for (const x of [tensor([1, 2]), tensor([0, 1]).add(1), new Parameter([1, 2]), variable(tensor([1, 2]))]) {
    const before = x.mul(2);
    x[Symbol.dispose]();
    x[Symbol.dispose]();
    assert.deepEqual([...before.dataSync()], [2, 4]);
    assert.throws(() => x.dataSync(), /Cannot use a tensor of shape \[2\] that was disposed/);
    assert.throws(() => x.add(1), /disposed/);
    assert.throws(() => x.at(0), /disposed/);
    assert.deepEqual(x.shape, [2], "its shape stays");
  }
  let kept: ReturnType<typeof tensor>;
  {
    using x = tensor([3]);
    kept = x;
    assert.equal(x.item(), 3);
  }
  assert.throws(() => kept.item(), /disposed/);
});
