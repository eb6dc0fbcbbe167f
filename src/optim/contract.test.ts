import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { Generator, Parameter, type Tensor, tensor } from "../tensor/index.ts";
import * as optim from "./index.ts";
import { Optimizer, type ParametersOf } from "./index.ts";

type Rule = new (parameters: ParametersOf<{ lr?: number }>, options?: { lr?: number }) => Optimizer;

/** Every update rule of the package: a new one is held to the contract by being exported. */
const rules = Object.entries(optim).filter(
  (entry): entry is [string, Rule] =>
    typeof entry[1] === "function" && entry[1].prototype instanceof Optimizer,
);

/** What an update rule promises, and `LBFGS` and `Lookahead`, which are none. */
interface Stepping {
  step(closure: () => Tensor): unknown;
  stateDict(): Record<string, Tensor>;
  loadStateDict(values: Readonly<Record<string, Tensor>>): void;
}

const makers: readonly (readonly [name: string, make: (parameters: Parameter[]) => Stepping])[] = [
  ...rules.map(([name, Rule]) => [name, (parameters: Parameter[]) => new Rule(parameters)] as const),
  ["LBFGS", (parameters) => new optim.LBFGS(parameters, { lr: 0.1, maxIter: 2 })],
  ["Lookahead", (parameters) => new optim.Lookahead(new optim.Adam(parameters), { k: 2 })],
];

before(useTestDevice);

/** Two parameters with the same start for the same seed. */
function twoParameters(): [Parameter, Parameter] {
  const generator = new Generator(1);
  return [new Parameter(generator.normal([3, 4])), new Parameter(generator.normal([2, 5]))];
}

/** A step with gradients that depend on its number alone. */
function step(optimizers: readonly Stepping[], parameters: readonly Parameter[], number: number): void {
  const generator = new Generator(100 + number);
  for (const parameter of parameters) parameter.grad = generator.normal(parameter.shape);
  // The loss is for L-BFGS, which asks for it: here it tells nothing.
  for (const optimizer of optimizers) optimizer.step(() => tensor(1));
}

function bits(parameters: readonly Tensor[]): string {
  return parameters.map((parameter) => Buffer.from(parameter.dataSync().buffer).toString("hex")).join(" ");
}

test("all that is exported with steps and a state is here", () => {
  const exported = Object.entries(optim).filter(
    ([, each]) => typeof each === "function" && "step" in each.prototype && "stateDict" in each.prototype,
  );
  const names = [...makers.map(([name]) => name), "Optimizer"];
  assert.deepEqual(names.toSorted(), exported.map(([name]) => name).toSorted());
});

for (const [name, make] of makers) {
  test(`${name} goes on from a saved state to the same bits`, () => {
    const parameters = twoParameters();
    const optimizer = make(parameters);
    for (let i = 0; i < 3; i++) step([optimizer], parameters, i);
    const copies = parameters.map((parameter) => new Parameter(parameter.detach()));
    const resumed = make(copies);
    resumed.loadStateDict(optimizer.stateDict());
    for (let i = 3; i < 6; i++) {
      step([optimizer], parameters, i);
      step([resumed], copies, i);
    }
    assert.equal(bits(copies), bits(parameters));
  });

  test(`${name} refuses a state that is not its own`, () => {
    const optimizer = make(twoParameters());
    for (const values of [undefined, { nonsense: tensor(1) }]) {
      assert.throws(
        () => optimizer.loadStateDict(values as never),
        /^\w+: Cannot load a state into .*expected/,
      );
    }
  });
}

for (const [name, Rule] of rules) {
  test(`${name} updates groups as an optimizer each would, and saves their state`, () => {
    const [a, b] = twoParameters();
    const grouped = new Rule([{ params: [a], lr: 0.03 }, { params: [b] }], { lr: 0.01 });
    const [c, d] = twoParameters();
    const apart = [new Rule([c], { lr: 0.03 }), new Rule([d], { lr: 0.01 })];
    for (let i = 0; i < 3; i++) {
      step([grouped], [a, b], i);
      step(apart, [c, d], i);
    }
    assert.equal(bits([a, b]), bits([c, d]));

    const [e, f] = [new Parameter(a.detach()), new Parameter(b.detach())];
    const resumed = new Rule([{ params: [e], lr: 0.03 }, { params: [f] }], { lr: 0.01 });
    resumed.loadStateDict(grouped.stateDict());
    for (const optimizer of [grouped, resumed]) optimizer.lr = 0.005;
    apart[0]!.lr = 0.015;
    apart[1]!.lr = 0.005;
    step([grouped], [a, b], 3);
    step([resumed], [e, f], 3);
    step(apart, [c, d], 3);
    assert.equal(bits([a, b]), bits([c, d]));
    assert.equal(bits([e, f]), bits([c, d]));
  });
}

test("groups have options of their own, and schedules keep their rates in proportion", () => {
  const [a, b] = twoParameters();
  const sgd = new optim.SGD(
    [
      { params: [a], momentum: 0.9 },
      { params: [b], lr: 0.02, weightDecay: 0.1 },
    ],
    {
      lr: 0.1,
    },
  );
  const [first, second] = sgd.groups as [optim.SGD, optim.SGD];
  assert.deepEqual([first.momentum, first.weightDecay, first.lr], [0.9, 0, 0.1]);
  assert.deepEqual([second.momentum, second.weightDecay, second.lr], [0, 0.1, 0.02]);
  assert.deepEqual(sgd.parameters, [a, b]);
  assert.deepEqual(Object.keys(sgd.stateDict()), ["group0.velocity.0"]);
  const schedule = new optim.StepLR(sgd, { stepSize: 1, gamma: 0.5 });
  schedule.step();
  assert.deepEqual([sgd.lr, first.lr, second.lr], [0.05, 0.05, 0.01]);
});

test("groups that cannot be are refused", () => {
  const [a, b] = twoParameters();
  assert.throws(() => new optim.SGD([{ params: [a] }, { params: [b, a] }]), /\[3, 4\] in two groups/);
  assert.throws(() => new optim.SGD([a, { params: [b] }] as Parameter[]), /Parameters only, or groups only/);
  assert.throws(() => new optim.SGD([{}] as never), /Parameters only, or groups only/);
  assert.throws(() => new optim.SGD([{ params: [] }]), /SGD for no parameters/);
  assert.throws(() => new optim.SGD([{ params: [a], lr: -1 }]), /lr = -1 in SGD/);
});
