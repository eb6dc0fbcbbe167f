import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, Parameter, type Tensor } from "../tensor/index.ts";
import { constrainMaxNorm, elasticNetPenalty, l1Penalty, l2Penalty, SGD } from "./index.ts";

before(useTestDevice);

const weights = () => [new Parameter([1, -2, 0]), new Parameter([[3], [-0.5]])];

test("penalties are the sums of sizes and of squares, with their gradients", () => {
  const cases: [(parameters: Parameter[]) => Tensor, number, number[]][] = [
    [(p) => l1Penalty(p, 0.1), 0.65, [0.1, -0.1, 0, 0.1, -0.1]],
    [(p) => l2Penalty(p, 0.1), 1.425, [0.2, -0.4, 0, 0.6, -0.1]],
    [(p) => elasticNetPenalty(p, { l1: 0.1, l2: 0.1 }), 2.075, [0.3, -0.5, 0, 0.7, -0.2]],
  ];
  for (const [penalty, value, slopes] of cases) {
    const parameters = weights();
    const loss = penalty(parameters);
    loss.backward();
    assert.ok(Math.abs(loss.item() - value) < 1e-6, `${loss.item()} is not ${value}`);
    const got = parameters.flatMap((parameter) => [...parameter.grad!.dataSync()]);
    assert.ok(
      got.every((slope, i) => Math.abs(slope - slopes[i]!) < 1e-6),
      `${got} is not ${slopes}`,
    );
  }
  assert.equal(l1Penalty([], 1).item(), 0);
  assert.throws(() => l2Penalty(weights(), -1), /factor = -1 in l2Penalty/);
});

test("an L2 penalty is half of a weight decay", () => {
  const [penalised, decaying] = [new Parameter([1, -2]), new Parameter([1, -2])];
  const pull = (x: Tensor) => x.sub(3).pow(2).sum();
  const [a, b] = [new SGD([penalised], { lr: 0.1 }), new SGD([decaying], { lr: 0.1, weightDecay: 0.25 })];
  for (let i = 0; i < 5; i++) {
    a.zeroGrad();
    pull(penalised)
      .add(l2Penalty([penalised], 0.125))
      .backward();
    a.step();
    b.zeroGrad();
    pull(decaying).backward();
    b.step();
  }
  const [x, y] = [penalised.dataSync(), decaying.dataSync()];
  assert.ok(
    x.every((value, i) => Math.abs(value - y[i]!) < 1e-6),
    `${x} is not ${y}`,
  );
});

test("norms above the limit come down to it, others keep their bits", () => {
  const linear = new Parameter([
    [3, 4],
    [0.6, 0.7],
    [0, 0],
  ]);
  const conv = new Parameter([
    [[[2]], [[-1]]],
    [[[2]], [[4]]],
  ]); // [2, 2, 1, 1]
  const before = linear.dataSync().slice(2, 4);
  compile(() => constrainMaxNorm([linear, conv], 2.5))();
  assert.deepEqual(linear.dataSync().slice(0, 2), Float32Array.of(1.5, 2));
  assert.deepEqual(linear.dataSync().slice(2), Float32Array.of(...before, 0, 0));
  const [a, b, c, d] = conv.dataSync();
  assert.deepEqual([a, b], [2, -1]);
  assert.ok(Math.abs(Math.hypot(c!, d!) - 2.5) < 1e-6);
  assert.throws(() => constrainMaxNorm([new Parameter([1])], 2), /shape \[1\]: expected at least 2 axes/);
  assert.throws(() => constrainMaxNorm([linear], 0), /maxNorm = 0/);
});
