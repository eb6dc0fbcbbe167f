import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { topologicalOrder } from "../graph/node.ts";
import type { Device } from "../runtime/device.ts";
import { useDevice } from "../runtime/device-registry.ts";
import { compile, noGrad, Parameter, realize, type Tensor, tensor } from "./index.ts";

let device: Device;
/** How often each op stood in the programs that were compiled. */
let ops: Map<string, number>;

beforeEach(() => {
  const reference = createReferenceDevice();
  ops = new Map();
  device = {
    ...reference,
    get memoryBytes() {
      return reference.memoryBytes;
    },
    compile: (graph) => {
      const roots = [...graph.outputs, ...graph.updates.map(({ value }) => value)];
      for (const { op } of topologicalOrder(roots)) ops.set(op, (ops.get(op) ?? 0) + 1);
      return reference.compile(graph);
    },
  };
  useDevice(device);
});

/** One step of gradient descent on Σ exp(exp(w · x)); reads the loss at one of two times. */
function step(w: Parameter, x: Tensor, early: boolean): number {
  w.grad = undefined;
  const loss = w.mul(x).exp().exp().sum();
  let read = early ? loss.item() : 0;
  loss.backward();
  noGrad(() => w.assign(w.sub(w.grad!.mul(1 / 64))));
  realize();
  if (!early) read = loss.item();
  return read;
}

test("a loss that is read before backward is not computed twice, and gives the same bits", () => {
  const run = (early: boolean) => {
    const w = new Parameter([0.5, -1, 2]);
    const x = tensor([1, 0.5, -0.25]);
    const losses = [1, 2, 3].map(() => step(w, x, early));
    return [losses, [...w.dataSync()]];
  };
  const late = run(false);
  assert.equal(ops.get("exp"), 2);
  const early = run(true);
  assert.equal(ops.get("exp"), 4, "both exponentials stand in the loss' program only");
  assert.deepEqual(early, late);
});

test("what is saved for a gradient is freed after it, and only one set is held", () => {
  const w = new Parameter([0.5, -1, 2]);
  const x = tensor([1, 0.5, -0.25]);
  step(w, x, true);
  const before = device.memoryBytes;
  for (let i = 0; i < 10; i++) step(w, x, true);
  assert.equal(device.memoryBytes, before);
  for (let i = 0; i < 10; i++) w.mul(x).exp().exp().sum().item();
  const held = device.memoryBytes - before;
  assert.ok(held > 0 && held <= 4 * 9, `${held} bytes`);
});

test("values that were dropped are computed again, and those that others hold stay", () => {
  const w = new Parameter([0.5, -1, 2]);
  const inner = w.exp();
  const first = inner.mul(inner).sum();
  const value = first.item();
  assert.deepEqual([...inner.dataSync()], [0.5, -1, 2].map(Math.exp).map(Math.fround));
  const kept = compile((x: Tensor) => x.mul(inner).sum());
  const second = w.exp().sum();
  second.item();
  assert.ok(Math.abs(kept(tensor([1, 1, 1])).item() - second.item()) < 1e-5);
  first.backward();
  assert.ok(Math.abs(w.grad!.dataSync()[1]! - 2 * Math.exp(-2)) < 1e-6);
  assert.equal(first.item(), value);
  useDevice(createReferenceDevice());
  assert.ok(Math.abs(second.item() - value) > 0);
});

test("a compiled step that never clears gradients accumulates them, as the same step outside does", () => {
  const run = (wrap: (fn: (x: Tensor) => Tensor) => (x: Tensor) => Tensor) => {
    const w = new Parameter([0.5, -1, 2]);
    const step = wrap((x) => {
      const loss = w.mul(x).pow(2).sum();
      loss.backward();
      noGrad(() => w.assign(w.sub(w.grad!.mul(0.125))));
      return loss;
    });
    const losses = [1, 2, 3, 4].map((i) => step(tensor([i, 1, -1])).item());
    return [losses, [...w.dataSync()], [...w.grad!.dataSync()]];
  };
  assert.deepEqual(
    run((fn) => compile(fn)),
    run((fn) => fn),
  );
});
