import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { compile, noGrad, Parameter, realize, registerDevice, type Tensor, tensor } from "./index.ts";

registerDevice("reference", createReferenceDevice);

const megabytes = () => process.memoryUsage().rss / 2 ** 20;

/** How much more memory is resident after `steps` calls than after a tenth of them. */
function growth(steps: number, step: () => void): number {
  for (let i = 0; i < steps / 10; i++) step();
  const before = megabytes();
  for (let i = 0; i < steps; i++) step();
  return megabytes() - before;
}

test("a synchronous loop of eager steps does not grow memory", () => {
  const w = new Parameter(new Float32Array(1000));
  const x = tensor(new Float32Array(1000).fill(1));
  const step = () => {
    w.grad = undefined;
    const loss = w.sub(x).pow(2).mean();
    loss.backward();
    noGrad(() => w.assign(w.sub(w.grad!.mul(0.1))));
    realize();
  };
  const grown = growth(2000, step);
  assert.ok(grown < 64, `${grown} MB`);
});

test("losses added up in either order, read or not, do not grow a graph", () => {
  for (const early of [true, false]) {
    const w = new Parameter([1]);
    let total: Tensor = tensor([0]);
    for (let i = 0; i < 5000; i++) {
      w.grad = undefined;
      const loss = w.mul(w).sum();
      if (early) total = total.add(loss);
      loss.backward();
      noGrad(() => w.assign(w.sub(w.grad!.mul(0))));
      realize();
      if (!early) total = total.add(loss);
    }
    assert.ok(total.depth < 2100, `depth ${total.depth}`);
    assert.deepEqual([...total.dataSync()], [5000]);
    assert.equal(total.graphValue.node.inputs.length === 0, !early || total.requiresGrad === false);
  }
});

test("a deep chain that needs its gradient keeps it", () => {
  const w = new Parameter([1]);
  let x: Tensor = w;
  for (let i = 0; i < 5000; i++) x = x.add(1);
  x.sum().backward();
  assert.deepEqual([...w.grad!.dataSync()], [1]);
});

test("a compiled loop does not grow memory", () => {
  const w = new Parameter(new Float32Array(1000));
  const step = compile((x: Tensor) => {
    const loss = w.sub(x).pow(2).mean();
    loss.backward();
    noGrad(() => w.assign(w.sub(w.grad!.mul(0.1))));
    return loss;
  });
  const x = tensor(new Float32Array(1000).fill(1));
  const grown = growth(2000, () => step(x));
  assert.ok(grown < 64, `${grown} MB`);
});
