import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  compileCount,
  enableGrad,
  grad,
  gradients,
  isGradEnabled,
  noGrad,
  ones,
  Parameter,
  realize,
  registerDevice,
  type Tensor,
  tensor,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

const list = (x: Tensor | undefined) => [...x!.dataSync()];

test("gradients of broadcast operands are summed back to their shapes", () => {
  const w = new Parameter(ones([2, 3]));
  const b = new Parameter([1, 2, 3]);
  const s = tensor(2, { requiresGrad: true });
  w.mul(b).mul(s).sum().backward();
  assert.deepEqual(list(w.grad), [2, 4, 6, 2, 4, 6]);
  assert.deepEqual(list(b.grad), [4, 4, 4]);
  assert.deepEqual(list(s.grad), [12]);
});

test("gradients add up until they are cleared", () => {
  const w = new Parameter([3]);
  w.mul(w).sum().backward();
  w.mul(5).sum().backward();
  assert.deepEqual(list(w.grad), [11]);
  w.grad = undefined;
  w.mul(5).sum().backward();
  assert.deepEqual(list(w.grad), [5]);
});

test("noGrad and detach stop gradients, whatever is built on them", () => {
  const w = new Parameter([3]);
  const fixed = noGrad(() => w.mul(2));
  assert.equal(fixed.requiresGrad, false);
  w.mul(fixed).add(w.detach().mul(7)).sum().backward();
  assert.deepEqual(list(w.grad), [6]);
  noGrad(() => {
    assert.equal(isGradEnabled(), false);
    assert.ok(enableGrad(() => w.mul(2)).requiresGrad);
  });
  assert.equal(isGradEnabled(), true);
});

test("a computed tensor that is made to require a gradient is a leaf", () => {
  const w = new Parameter([3]);
  const x = noGrad(() => w.mul(2));
  x.requiresGrad = true;
  x.mul(x).sum().backward();
  assert.deepEqual(list(x.grad), [12]);
  assert.equal(w.grad, undefined);
  assert.throws(() => {
    w.mul(2).requiresGrad = false;
  }, /detach/);
  assert.throws(() => {
    tensor(Int32Array.of(1)).requiresGrad = true;
  }, /expected float32, got int32/);
});

test("frozen parameters get no gradient, and so do those behind integers", () => {
  const w = new Parameter([3, 1]);
  const frozen = new Parameter([2, 2]);
  frozen.requiresGrad = false;
  w.mul(frozen)
    .add(w.argmax({ axis: 0 }).cast("float32"))
    .sum()
    .backward();
  assert.deepEqual(list(w.grad), [2, 2]);
  assert.equal(frozen.grad, undefined);
});

test("backward says what is wrong", () => {
  const w = new Parameter([3, 1]);
  assert.throws(() => w.mul(2).backward(), /Cannot call backward on shape \[2\]/);
  assert.throws(() => tensor(1).backward(), /requires a gradient/);
  assert.throws(() => noGrad(() => w.sum()).backward(), /requires a gradient/);
});

test("gradients of gradients", () => {
  const cube = (x: Tensor) => x.mul(x).mul(x);
  assert.deepEqual(list(grad(cube)(tensor([2]))), [12]);
  assert.deepEqual(list(grad(grad(cube))(tensor([2]))), [12]);
  assert.deepEqual(list(grad(grad(grad(cube)))(tensor([2]))), [6]);
  const [x, y] = [tensor([2], { requiresGrad: true }), tensor([5], { requiresGrad: true })];
  const [dx, dy] = gradients(x.mul(x).mul(y), [x, y]);
  dx!.add(dy!).sum().backward();
  assert.deepEqual(list(x.grad), [14]);
  assert.deepEqual(list(y.grad), [4]);
});

test("the loss is computed by the program of the update that uses its gradients", () => {
  const w = new Parameter([3]);
  const loss = w.mul(w).sum();
  loss.backward();
  const clipped = noGrad(() => w.grad!.minimum(1).mul(0.5));
  noGrad(() => w.assign(w.sub(clipped)));
  realize();
  const before = compileCount();
  assert.equal(loss.item(), 9);
  assert.deepEqual(list(w), [2.5]);
  assert.equal(compileCount(), before, "nothing is left to compute");
  assert.equal(loss.requiresGrad, false, "its history is dropped");
  assert.equal(loss.graphValue.node.inputs.length, 0);
});

test("history of tensors that need no gradient is dropped when they are read", () => {
  const x = tensor([1, 2]).mul(2).add(1);
  x.dataSync();
  assert.equal(x.graphValue.node.inputs.length, 0);
  const w = new Parameter([3]);
  const y = w.mul(2);
  y.dataSync();
  y.sum().backward();
  assert.deepEqual(list(w.grad), [2]);
});
