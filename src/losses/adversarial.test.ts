import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { ones, type Tensor, tensor } from "../tensor/index.ts";
import { gradientPenalty, leastSquares, minimax, nonSaturating, wasserstein } from "./index.ts";

before(useTestDevice);

const real = [0.5, -1, 2];
const fake = [-0.25, 1.5, 0, 3];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const near = (actual: Tensor, expected: number) => assert.ok(Math.abs(actual.item() - expected) < 1e-6);

test("the games' losses are their formulas", () => {
  const crossEntropies =
    -mean(real.map((x) => Math.log(sigmoid(x)))) - mean(fake.map((x) => Math.log(1 - sigmoid(x))));
  near(minimax.discriminator(tensor(real), tensor(fake)), crossEntropies);
  near(nonSaturating.discriminator(tensor(real), tensor(fake)), crossEntropies);
  near(minimax.generator(tensor(fake)), mean(fake.map((x) => Math.log(1 - sigmoid(x)))));
  near(nonSaturating.generator(tensor(fake)), -mean(fake.map((x) => Math.log(sigmoid(x)))));
  near(
    leastSquares.discriminator(tensor(real), tensor(fake)),
    0.5 * mean(real.map((x) => (x - 1) ** 2)) + 0.5 * mean(fake.map((x) => x * x)),
  );
  near(leastSquares.generator(tensor(fake)), 0.5 * mean(fake.map((x) => (x - 1) ** 2)));
  near(wasserstein.discriminator(tensor(real), tensor(fake)), mean(fake) - mean(real));
  near(wasserstein.generator(tensor(fake)), -mean(fake));
});

test("a generator that has lost still has a gradient, unless the game saturates", () => {
  const slope = (loss: typeof minimax, score: number) => {
    const x = tensor([score], { requiresGrad: true });
    loss.generator(x).backward();
    return x.grad!.item();
  };
  assert.ok(Math.abs(slope(minimax, -100)) < 1e-12);
  assert.ok(Math.abs(slope(nonSaturating, -100) + 1) < 1e-6);
});

test("the gradient penalty of a quadratic critic, and its gradient by the critic's parameter, are closed forms", () => {
  const a = tensor(1.5, { requiresGrad: true });
  const critic = (x: Tensor) => x.mul(x).mul(a).mul(0.5); // its slope at x is a · x
  const [x, y] = [tensor([[2], [4]]), tensor([[0], [-1]])];
  const penalty = gradientPenalty(critic, x, y, { weight: 3, mix: tensor([0.5, 0.25]) });
  penalty.backward();
  const points = [1, 0.25];
  near(penalty, 3 * mean(points.map((p) => (1.5 * p - 1) ** 2)));
  near(a.grad!, 3 * mean(points.map((p) => 2 * (1.5 * p - 1) * p)));
});

test("the gradient penalty refuses what does not fit", () => {
  const critic = (x: Tensor) => x;
  assert.throws(
    () => gradientPenalty(critic, ones([2, 3]), ones([3, 2])),
    /gradientPenalty of shape \[2, 3\]/,
  );
  assert.throws(
    () => gradientPenalty(critic, ones([2, 3]), ones([2, 3]), { mix: ones([3]) }),
    /mix of shape \[3\]: expected \[2\]/,
  );
});
