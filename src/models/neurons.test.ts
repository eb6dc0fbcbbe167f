import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Random } from "../base/random.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, concat, tensor } from "../tensor/index.ts";
import { Adaline, McCullochPitts, Perceptron } from "./index.ts";

before(useTestDevice);

const corners = () =>
  tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);

test("McCulloch–Pitts units compute logic, and a net of them computes what one cannot", () => {
  const x = corners();
  const and = new McCullochPitts(2, { threshold: 2 });
  const or = new McCullochPitts(2, { threshold: 1 });
  const onlySecond = new McCullochPitts(2, { threshold: 1, inhibitory: [0] });
  const onlyFirst = new McCullochPitts(2, { threshold: 1, inhibitory: [1] });
  const not = new McCullochPitts(1, { threshold: 0, excitatory: [], inhibitory: [0] });
  assert.deepEqual(and.forward(x).toArray(), [0, 0, 0, 1]);
  assert.deepEqual(or.forward(x).toArray(), [0, 1, 1, 1]);
  assert.deepEqual(onlySecond.forward(x).toArray(), [0, 1, 0, 0]);
  assert.deepEqual(not.forward(tensor([[0], [1]])).toArray(), [1, 0]);
  const hidden = [onlyFirst, onlySecond].map((unit) => unit.forward(x).unsqueeze(1));
  const xor = or.forward(concat(hidden, { axis: 1 }));
  assert.deepEqual(xor.toArray(), [0, 1, 1, 0]);
  assert.throws(() => new McCullochPitts(2, { threshold: 1, inhibitory: [2] }), /integers from 0 to 1/);
  assert.throws(() => new McCullochPitts(2, { threshold: 0.5 }), /threshold 0.5/);
});

/** Points in the plane on both sides of a line, at least 0.1 from it. */
function dividedPoints(count: number): { points: number[][]; classes: number[] } {
  const random = new Random(3);
  const points: number[][] = [];
  while (points.length < count) {
    const point = [random.uniform(-1, 1), random.uniform(-1, 1)];
    if (Math.abs(point[0]! * 0.6 - point[1]! * 0.8 + 0.1) >= 0.1) points.push(point);
  }
  return { points, classes: points.map(([x, y]) => Number(x! * 0.6 - y! * 0.8 + 0.1 > 0)) };
}

test("the perceptron's rule is Rosenblatt's, step by step, and ends after no more mistakes than Novikoff allows", () => {
  const { points, classes } = dividedPoints(60);
  const [x, targets] = [tensor(points), tensor(classes)];
  const perceptron = new Perceptron(2);
  const learn = compile(() => perceptron.learn(x, targets));
  let [w0, w1, b, mistakes] = [0, 0, 0, 0];
  for (let epoch = 0; epoch < 100; epoch++) {
    const before = mistakes;
    for (const [i, [p, q]] of points.entries()) {
      const error = classes[i]! - Number(w0 * p! + w1 * q! + b > 0);
      [w0, w1, b] = [w0 + error * p!, w1 + error * q!, b + error];
      mistakes += Math.abs(error);
    }
    assert.equal(learn().item(), mistakes - before);
    if (mistakes === before) break;
  }
  assert.ok(perceptron.weight.allClose(tensor([w0, w1]), { rtol: 1e-4, atol: 1e-5 }));
  assert.deepEqual(perceptron.forward(x).toArray(), classes);
  const radius = Math.max(...points.map(([p, q]) => p! ** 2 + q! ** 2 + 1));
  const margin = 0.1 / Math.hypot(0.6, 0.8, 0.1);
  assert.ok(mistakes > 0 && mistakes <= radius / margin ** 2, String(mistakes));
});

test("a perceptron never learns XOR", () => {
  const perceptron = new Perceptron(2);
  for (let epoch = 0; epoch < 20; epoch++) {
    assert.ok(perceptron.learn(corners(), tensor([0, 1, 1, 0]), { lr: 0.5 }).item() > 0);
  }
});

test("Adaline's rule nears the least squares, whose weights are a closed form", () => {
  // Over the corners of a square the normal equations are diagonal: weights are means of x · t.
  const x = corners().mul(2).sub(1);
  const targets = tensor([-1, 1, 1, 1]);
  const adaline = new Adaline(2);
  const learn = compile(() => adaline.learn(x, targets, { lr: 0.002 }));
  let error = Number.POSITIVE_INFINITY;
  for (let epoch = 0; epoch < 1000; epoch++) error = learn().item();
  assert.ok(adaline.weight.allClose(tensor([0.5, 0.5]), { atol: 0.01 }));
  assert.ok(adaline.bias.allClose(tensor(0.5), { atol: 0.01 }));
  assert.ok(Math.abs(error - 0.25) < 0.01, "each corner is off by a half");
  assert.deepEqual(adaline.forward(x).toArray(), [-1, 1, 1, 1]);
});

test("neurons save and load", () => {
  const perceptron = new Perceptron(2);
  perceptron.learn(corners(), tensor([0, 1, 1, 1]));
  const other = new Perceptron(2);
  other.loadStateDict(perceptron.stateDict());
  assert.deepEqual(other.weight.toArray(), perceptron.weight.toArray());
  assert.deepEqual(Object.keys(new Adaline(3).stateDict()), ["weight", "bias"]);
});
