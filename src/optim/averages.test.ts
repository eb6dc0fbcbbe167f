import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, Parameter, tensor } from "../tensor/index.ts";
import { clipGradValue, Lookahead, SGD, WeightAverage } from "./index.ts";

before(useTestDevice);

test("an exponential average starts with the weights and follows them", () => {
  const theta = new Parameter([1, 2]);
  const average = new WeightAverage([theta], { decay: 0.75 });
  average.update();
  theta.assign(tensor([5, 10]));
  average.update();
  average.swap();
  assert.deepEqual([...theta.dataSync()], [2, 4]);
  average.swap();
  assert.deepEqual([...theta.dataSync()], [5, 10]);
});

test("without a decay all updates count alike, compiled too, and go on from a saved state", () => {
  const theta = new Parameter([0]);
  let average = new WeightAverage([theta]);
  const step = compile(() => {
    theta.assign(theta.add(4));
    average.update();
  });
  step();
  step();
  const saved = average.stateDict();
  average = new WeightAverage([theta]);
  average.loadStateDict(saved);
  theta.assign(theta.add(4));
  average.update();
  average.swap();
  assert.deepEqual([...theta.dataSync()], [8]);
});

test("an average is refused a state that is not its own, and settings out of range", () => {
  const theta = new Parameter([1, 2]);
  const average = new WeightAverage([theta]);
  assert.throws(
    () => average.loadStateDict({ count: tensor(1) }),
    /into WeightAverage: .*"average.0" is missing/,
  );
  assert.throws(() => new WeightAverage([theta], { decay: 1 }), /decay = 1/);
  assert.throws(() => new WeightAverage([]), /no parameters/);
});

test("Lookahead goes k steps forward and a share of the way back", () => {
  const theta = new Parameter([0]);
  const inner = new SGD([theta], { lr: 1 });
  const lookahead = new Lookahead(inner, { k: 2, alpha: 0.5 });
  const seen: number[] = [];
  const step = compile(() => {
    theta.grad = tensor([-1]);
    lookahead.step();
    return theta.mul(1);
  });
  for (let i = 0; i < 5; i++) seen.push(step().item());
  assert.deepEqual(seen, [1, 1, 2, 2, 3]);
  assert.throws(() => new Lookahead(inner, { k: 0 }), /k = 0/);
  assert.throws(() => new Lookahead(inner, { alpha: 0 }), /alpha = 0/);
});

test("clipGradValue clamps each element", () => {
  const theta = new Parameter([0, 0, 0]);
  theta.grad = tensor([-3, 0.5, 7]);
  clipGradValue([theta, new Parameter([1])], 1);
  assert.deepEqual([...theta.grad.dataSync()], [-1, 0.5, 1]);
  assert.throws(() => clipGradValue([theta], -1), /clipValue = -1/);
});
