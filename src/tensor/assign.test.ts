import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  compileCount,
  getDevice,
  noGrad,
  Parameter,
  realize,
  registerDevice,
  setDevice,
  type Tensor,
  tensor,
  variable,
  zeros,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

const list = (x: Tensor | undefined) => [...x!.dataSync()];

test("what was built before an assignment keeps the old elements", () => {
  const w = new Parameter([1, 2]);
  const x = tensor([10, 10]);
  const before = noGrad(() => w.mul(x));
  const detached = w.detach();
  noGrad(() => w.assign(w.add(1)));
  const between = noGrad(() => w.mul(x));
  realize();
  noGrad(() => w.assign(w.add(1)));
  realize();
  assert.deepEqual(list(w), [3, 4]);
  assert.deepEqual(list(before), [10, 20]);
  assert.deepEqual(list(between), [20, 30]);
  assert.deepEqual(list(detached), [1, 2]);
});

test("reading sees assignments that were not realized", () => {
  const w = new Parameter([1]);
  noGrad(() => w.assign(w.add(1)));
  noGrad(() => w.assign(w.mul(10)));
  assert.deepEqual(list(w.detach().add(0)), [20]);
  assert.deepEqual(list(w), [20]);
});

test("a gradient through a parameter goes to its newest version only", () => {
  const w = new Parameter([2]);
  noGrad(() => w.assign(w.mul(w)));
  w.mul(3).sum().backward();
  assert.deepEqual(list(w.grad), [3]);
});

test("memory can be swapped and copied without a program", () => {
  const [a, b] = [variable(tensor([1])), variable(tensor([2]))];
  const before = compileCount();
  const [oldA, oldB] = [a.detach(), b.detach()];
  a.assign(oldB);
  b.assign(oldA);
  assert.deepEqual([list(a), list(b)], [[2], [1]]);
  a.assign(tensor([7]));
  assert.deepEqual([list(a), list(oldA), list(oldB)], [[7], [1], [2]]);
  assert.equal(compileCount(), before);
});

test("any tensor can be assigned to", () => {
  const total = zeros([2]);
  const before = total.add(5);
  for (let i = 1; i <= 3; i++) {
    total.assign(total.add(i));
    realize();
  }
  assert.deepEqual(list(total), [6, 6]);
  assert.deepEqual(list(before), [5, 5]);
});

test("assignments check shape and dtype", () => {
  const w = new Parameter([1, 2]);
  assert.throws(() => w.assign(tensor([1])), /Cannot assign shape \[1\] to a tensor of shape \[2\]/);
  assert.throws(() => w.assign(tensor([1, 2], { dtype: "int32" })), /int32 tensor to one of dtype float32/);
});

test("a loop of assignments without reading does not grow a graph", () => {
  const count = variable(tensor([0]));
  for (let i = 0; i < 5000; i++) count.assign(count.add(1));
  assert.ok(count.depth < 2100, `depth ${count.depth}`);
  assert.deepEqual(list(count), [5000]);
});

test("memory moves with the device", async () => {
  const w = new Parameter([1, 2]);
  noGrad(() => w.assign(w.mul(2)));
  realize();
  const before = noGrad(() => w.mul(10));
  const device = getDevice();
  await setDevice("reference");
  assert.notEqual(getDevice(), device);
  noGrad(() => w.assign(w.add(1)));
  assert.deepEqual(list(w), [3, 5]);
  assert.deepEqual(list(before), [20, 40]);
  assert.throws(() => setDevice("abacus"), /expected one of "reference"/);
});

test("disposed memory says so", () => {
  const w = new Parameter([1, 2]);
  const y = noGrad(() => w.mul(2));
  w[Symbol.dispose]();
  assert.deepEqual(list(y), [2, 4]);
  assert.throws(() => w.dataSync(), /was disposed/);
});
