import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { dropout } from "../ops/index.ts";
import {
  compile,
  compileCount,
  compute,
  defaultGenerator,
  Generator,
  manualSeed,
  noGrad,
  Parameter,
  realize,
  registerDevice,
  scalarCell,
  type Tensor,
  tensor,
  zeros,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

/** A network of one hidden layer with momentum, all by hand. */
class Network {
  readonly learningRate = scalarCell(0.1);
  readonly parameters: readonly Parameter[];
  readonly velocities: readonly Tensor[];
  dropout = 0;

  constructor() {
    const random = defaultGenerator.host();
    const draw = (shape: number[]) =>
      new Parameter(
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform(-1, 1)),
        { shape },
      );
    this.parameters = [draw([2, 8]), draw([8]), draw([8, 1]), draw([1])];
    this.velocities = this.parameters.map(({ shape }) => zeros(shape));
  }

  loss(x: Tensor, y: Tensor): Tensor {
    const [w1, b1, w2, b2] = this.parameters as [Parameter, Parameter, Parameter, Parameter];
    let hidden = x.matmul(w1).add(b1).tanh();
    if (this.dropout > 0) {
      const [key0, key1] = defaultGenerator.keys();
      hidden = compute([hidden, key0, key1], (values, k0, k1) => dropout(values, k0, k1, this.dropout));
    }
    return hidden.matmul(w2).add(b2).sub(y).pow(2).mean();
  }

  step(x: Tensor, y: Tensor): Tensor {
    for (const parameter of this.parameters) parameter.grad = undefined;
    const loss = this.loss(x, y);
    loss.backward();
    noGrad(() => {
      for (const [i, parameter] of this.parameters.entries()) {
        const velocity = this.velocities[i]!;
        velocity.assign(velocity.mul(0.9).add(parameter.grad!));
        parameter.assign(parameter.sub(velocity.mul(this.learningRate)));
      }
    });
    realize();
    return loss;
  }

  weights(): number[] {
    return this.parameters.flatMap((parameter) => [...parameter.dataSync()]);
  }
}

const x = tensor([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]);
const y = tensor([[0], [1], [1], [0]]);

test("a network learns XOR, with the same bits eagerly and compiled, compiling twice and once", () => {
  manualSeed(1);
  const eager = new Network();
  const before = compileCount();
  const losses: number[] = [];
  for (let i = 0; i < 100; i++) losses.push(eager.step(x, y).item());
  assert.ok(losses[0]! > 0.2 && losses[99]! < 0.02, `${losses[0]} to ${losses[99]}`);
  assert.equal(compileCount() - before, 2, "the second step finds velocities in memory");

  manualSeed(1);
  const compiled = new Network();
  const step = compile((a: Tensor, b: Tensor) => compiled.step(a, b));
  const middle = compileCount();
  for (let i = 0; i < 100; i++) assert.equal(step(x, y).item(), losses[i]);
  assert.equal(compileCount() - middle, 1);
  assert.deepEqual(compiled.weights(), eager.weights());
});

test("a smaller last batch costs one program, another learning rate none", () => {
  manualSeed(2);
  const network = new Network();
  const step = compile((a: Tensor, b: Tensor) => network.step(a, b));
  step(x, y);
  const before = compileCount();
  for (let epoch = 0; epoch < 3; epoch++) {
    step(x, y);
    step(x.slice([0], [3]), y.slice([0], [3]));
    network.learningRate.value *= 0.5;
  }
  // The slices of x and of y are one more program, the step on them another one.
  assert.equal(compileCount() - before, 2);
  const weights = network.weights();
  network.learningRate.value = 0;
  step(x, y);
  assert.deepEqual(network.weights(), weights, "the rate is read at each run");
});

test("numbers in eager code are no part of the programs", () => {
  const before = compileCount();
  for (let i = 3; i < 12; i++)
    assert.equal(
      tensor(3)
        .mul(i / 2)
        .add(i)
        .item(),
      (3 * i) / 2 + i,
    );
  assert.equal(compileCount() - before, 1);
});

test("dropout draws the same elements eagerly and compiled, new ones at each step", () => {
  const train = (compiled: boolean) => {
    manualSeed(3);
    const network = new Network();
    network.dropout = 0.5;
    const eagerStep = (a: Tensor, b: Tensor) => network.step(a, b);
    const step = compiled ? compile(eagerStep) : eagerStep;
    const losses = Array.from({ length: 5 }, () => step(x, y).item());
    return { losses, weights: network.weights(), offset: defaultGenerator.offset };
  };
  const [eager, compiled] = [train(false), train(true)];
  assert.deepEqual(compiled, eager);
  assert.equal(eager.offset, 6, "one draw for the weights, one a step");

  manualSeed(3);
  const draw = compile((scale: Tensor) => defaultGenerator.uniform([4]).mul(scale));
  const [first, second] = [draw(1), draw(1)];
  assert.notDeepEqual(first.dataSync(), second.dataSync());
  manualSeed(3);
  assert.deepEqual(draw(1).dataSync(), first.dataSync(), "seeding reaches compiled programs");
});

test("a generator goes on from its seed and offset", () => {
  const generator = new Generator(2 ** 40 + 5);
  generator.uniform([3]);
  const rest = new Generator(generator.seed, generator.offset);
  assert.deepEqual(rest.uniform([3]).dataSync(), generator.uniform([3]).dataSync());
  assert.equal(rest.host().uniform(), generator.host().uniform());
  assert.notDeepEqual(
    new Generator(5).uniform([3]).dataSync(),
    new Generator(2 ** 40 + 5).uniform([3]).dataSync(),
    "all bits of the seed count",
  );
});
