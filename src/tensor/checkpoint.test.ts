import assert from "node:assert/strict";
import { test } from "node:test";
import "../index.ts";
import {
  checkpoint,
  compile,
  custom,
  gradients,
  manualSeed,
  Parameter,
  randn,
  type Tensor,
  tensor,
} from "./index.ts";

function trained(wrap: boolean): { loss: number; grads: Float32Array[] } {
  manualSeed(3);
  const x = randn([4, 5]);
  const [w, b] = [new Parameter(randn([5, 5])), new Parameter(randn([5]))];
  const layer = (h: Tensor) => h.matmul(w).add(b).tanh().mul(1.7);
  const run = (h: Tensor) => (wrap ? checkpoint(layer, [h]) : layer(h));
  const loss = run(run(x)).pow(2).mean();
  loss.backward();
  return { loss: loss.item(), grads: [w, b].map((each) => each.grad!.dataSync() as Float32Array) };
}

test("a checkpoint changes no bit of a loss and its gradients, parameters from outside included", () => {
  assert.deepEqual(trained(true), trained(false));
});

test("checkpoints under compile, and their second derivatives", () => {
  const f = (x: Tensor, wrap: boolean) => {
    const body = (h: Tensor) => h.sin().mul(h.exp());
    return (wrap ? checkpoint(body, [x]) : body(x)).sum();
  };
  const second = (wrap: boolean) =>
    compile((x: Tensor) => {
      const [first] = gradients(f(x, wrap), [x]);
      return gradients(first!.pow(2).sum(), [x])[0]!;
    });
  const data = () => tensor([0.3, -1.2, 2], { requiresGrad: true });
  assert.deepEqual(second(true)(data()).dataSync(), second(false)(data()).dataSync());
});

test("a custom function has the gradient it says, in numbers and in second derivatives", () => {
  // The gradient is 3 times too large on purpose.
  const cube = custom({
    name: "cube",
    forward: (x) => x!.pow(3).mul(0.5),
    vjp: ({ inputs: [x], gradient }) => [gradient.mul(x!.pow(2)).mul(4.5)],
  });
  const x = tensor([2, -1], { requiresGrad: true });
  const y = cube(x);
  assert.deepEqual([...y.dataSync()], [4, -0.5]);
  const [first] = gradients(y.sum(), [x]);
  assert.deepEqual([...first!.dataSync()], [18, 4.5]);
  const [second] = gradients(gradients(cube(x).sum(), [x])[0]!.sum(), [x]);
  assert.deepEqual([...second!.dataSync()], [18, -9]);
});

test("a custom function that uses a parameter it does not take says so", () => {
  const w = new Parameter(tensor([1]));
  const scaled = custom({ name: "scaled", forward: (x) => x!.mul(w), vjp: () => [undefined] });
  assert.throws(
    () => scaled(tensor([1])),
    /Cannot compute scaled from a tensor outside that requires a gradient/,
  );
  const wrong = custom({ name: "wrong", forward: (x) => x!, vjp: ({ gradient }) => [gradient.sum()] });
  assert.throws(() => wrong(tensor([1])), /Cannot differentiate wrong by input 0, a float32 \[1\]/);
});

test("sorting and choosing the greatest", () => {
  const x = tensor(
    [
      [3, 1, 2],
      [0, 5, 5],
    ],
    { requiresGrad: true },
  );
  const { values, indices } = x.sort();
  assert.deepEqual([...values.dataSync()], [1, 2, 3, 0, 5, 5]);
  assert.deepEqual([...indices.dataSync()], [1, 2, 0, 0, 1, 2]);
  const top = x.topK({ k: 2 });
  assert.deepEqual([...top.values.dataSync()], [3, 2, 5, 5]);
  assert.deepEqual([...top.indices.dataSync()], [0, 2, 1, 2]);
  top.values
    .mul(tensor([1, 10]))
    .sum()
    .backward();
  assert.deepEqual([...x.grad!.dataSync()], [1, 0, 10, 0, 1, 10]);
});
