import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, Parameter, type Tensor } from "../tensor/index.ts";
import * as optim from "./index.ts";
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  LAMB,
  LBFGS,
  Lion,
  Lookahead,
  Muon,
  NAdam,
  Optimizer,
  RAdam,
  RMSprop,
  SGD,
} from "./index.ts";

/** How a rule is set for a function, and in how many steps it comes how near to the minimum's value of 0. */
interface Task {
  readonly make: (parameters: Parameter[]) => Optimizer | Lookahead | LBFGS;
  readonly steps: number;
  readonly below: number;
  /** Rosenbrock's start, (-1.2, 1), in another form than a vector. */
  readonly shape?: readonly number[];
}

/** ½ Σ kᵢ xᵢ² with k from 1 to 20. Shapes: [2, 2] → []. */
function quadratic(x: Tensor, curvatures: Tensor): Tensor {
  return x.mul(x).mul(curvatures).sum().mul(0.5);
}

/** (1 − x)² + 100 (y − x²)², whose minimum 0 at (1, 1) lies in a long curved valley. Source: Rosenbrock, 1960. */
function rosenbrock(point: Tensor): Tensor {
  const pair = point.reshape([2]);
  const x = pair.slice([0], [1]);
  const y = pair.slice([1], [2]);
  const across = y.sub(x.mul(x));
  return x.neg().add(1).pow(2).add(across.mul(across).mul(100)).sum();
}

const onQuadratic: Record<string, Task> = {
  SGD: { make: (p) => new SGD(p, { lr: 0.05 }), steps: 200, below: 1e-6 },
  "SGD with momentum": { make: (p) => new SGD(p, { lr: 0.02, momentum: 0.9 }), steps: 200, below: 1e-6 },
  "SGD with Nesterov": {
    make: (p) => new SGD(p, { lr: 0.02, momentum: 0.9, nesterov: true }),
    steps: 200,
    below: 1e-6,
  },
  Adam: { make: (p) => new Adam(p, { lr: 0.1 }), steps: 300, below: 1e-6 },
  AdamW: { make: (p) => new AdamW(p, { lr: 0.1, weightDecay: 0 }), steps: 300, below: 1e-6 },
  AMSGrad: { make: (p) => new Adam(p, { lr: 0.1, amsgrad: true }), steps: 300, below: 1e-6 },
  Adagrad: { make: (p) => new Adagrad(p, { lr: 0.5 }), steps: 300, below: 1e-6 },
  Adadelta: { make: (p) => new Adadelta(p), steps: 2000, below: 1e-2 },
  RMSprop: { make: (p) => new RMSprop(p, { lr: 0.01, alpha: 0.9 }), steps: 400, below: 1e-3 },
  Adamax: { make: (p) => new Adamax(p, { lr: 0.1 }), steps: 400, below: 1e-6 },
  NAdam: { make: (p) => new NAdam(p, { lr: 0.1 }), steps: 300, below: 1e-6 },
  RAdam: { make: (p) => new RAdam(p, { lr: 0.1 }), steps: 400, below: 1e-6 },
  Lion: { make: (p) => new Lion(p, { lr: 2e-3 }), steps: 1500, below: 1e-3 },
  LAMB: { make: (p) => new LAMB(p, { lr: 0.05, weightDecay: 0 }), steps: 400, below: 1e-6 },
  Adafactor: { make: (p) => new Adafactor(p, { lr: 0.05 }), steps: 400, below: 1e-3 },
  Muon: { make: (p) => new Muon(p, { lr: 5e-3 }), steps: 800, below: 2e-3 },
  LBFGS: { make: (p) => new LBFGS(p, { lineSearchFn: "strong_wolfe" }), steps: 2, below: 1e-9 },
  "LBFGS without line search": { make: (p) => new LBFGS(p, { lr: 0.5 }), steps: 5, below: 1e-9 },
  Lookahead: { make: (p) => new Lookahead(new Adam(p, { lr: 0.1 })), steps: 400, below: 1e-6 },
};

const onRosenbrock: Record<string, Task> = {
  SGD: { make: (p) => new SGD(p, { lr: 1.5e-3 }), steps: 8000, below: 1e-4 },
  "SGD with momentum": { make: (p) => new SGD(p, { lr: 4e-4, momentum: 0.95 }), steps: 3000, below: 1e-3 },
  "SGD with Nesterov": {
    make: (p) => new SGD(p, { lr: 4e-4, momentum: 0.95, nesterov: true }),
    steps: 3000,
    below: 1e-3,
  },
  Adam: { make: (p) => new Adam(p, { lr: 0.02 }), steps: 3000, below: 1e-3 },
  AdamW: { make: (p) => new AdamW(p, { lr: 0.02, weightDecay: 0 }), steps: 3000, below: 1e-3 },
  AMSGrad: { make: (p) => new Adam(p, { lr: 0.05, amsgrad: true }), steps: 3000, below: 1e-3 },
  Adagrad: { make: (p) => new Adagrad(p, { lr: 0.5 }), steps: 4000, below: 1e-3 },
  Adadelta: { make: (p) => new Adadelta(p, { lr: 0.03 }), steps: 8000, below: 1e-2 },
  RMSprop: { make: (p) => new RMSprop(p, { lr: 1e-3 }), steps: 4000, below: 1e-2 },
  Adamax: { make: (p) => new Adamax(p, { lr: 0.05 }), steps: 3000, below: 1e-3 },
  NAdam: { make: (p) => new NAdam(p, { lr: 0.02 }), steps: 3000, below: 1e-3 },
  RAdam: { make: (p) => new RAdam(p, { lr: 5e-3 }), steps: 8000, below: 1e-3 },
  Lion: { make: (p) => new Lion(p, { lr: 1e-3 }), steps: 4000, below: 1e-2 },
  LAMB: { make: (p) => new LAMB(p, { lr: 5e-3, weightDecay: 0 }), steps: 5000, below: 1e-2 },
  Adafactor: { make: (p) => new Adafactor(p, { lr: 1e-2 }), steps: 6000, below: 5e-2 },
  // Muon takes matrices only. Its steps are of length lr to the end, so that it stays that far from the minimum.
  Muon: { make: (p) => new Muon(p, { lr: 2e-3 }), steps: 3000, below: 1e-3, shape: [1, 2] },
  LBFGS: { make: (p) => new LBFGS(p, { lineSearchFn: "strong_wolfe" }), steps: 3, below: 1e-8 },
  Lookahead: { make: (p) => new Lookahead(new Adam(p, { lr: 0.05 })), steps: 3000, below: 1e-6 },
};

before(useTestDevice);

/** The value after some compiled steps. */
function valueAfter(task: Task, parameter: Parameter, value: (x: Tensor) => Tensor): number {
  const rule = task.make([parameter]);
  const closure = () => {
    parameter.grad = undefined;
    const loss = value(parameter);
    loss.backward();
    return loss;
  };
  const compiled = compile(() => {
    const loss = closure();
    if (!(rule instanceof LBFGS)) rule.step();
    return loss;
  });
  const step = rule instanceof LBFGS ? () => rule.step(compiled) : compiled;
  for (let i = 0; i < task.steps; i++) step();
  return value(parameter).item();
}

/** All that is exported and has steps and a state: a new rule is held to both functions by being exported. */
const rules = Object.values(optim).filter(
  (each) => typeof each === "function" && "step" in each.prototype && "stateDict" in each.prototype,
);

for (const [what, tasks] of Object.entries({ quadratic: onQuadratic, "Rosenbrock's valley": onRosenbrock })) {
  test(`every update rule has its ${what}`, () => {
    const made = Object.values(tasks).map(({ make }) => make([new Parameter([[1]])]).constructor);
    assert.deepEqual(new Set([...made, Optimizer]), new Set(rules));
  });
}

for (const [name, task] of Object.entries(onQuadratic)) {
  test(`${name} reaches the minimum of a quadratic in ${task.steps} steps`, () => {
    const curvatures = new Parameter([1, 20, 5, 2], { shape: [2, 2] }).detach();
    const start = new Parameter([1, -1, 0.5, 2], { shape: [2, 2] });
    const value = valueAfter(task, start, (x) => quadratic(x, curvatures));
    assert.ok(value < task.below, `${value} is not below ${task.below}`);
  });
}

for (const [name, task] of Object.entries(onRosenbrock)) {
  test(`${name} follows Rosenbrock's valley to its end in ${task.steps} steps`, () => {
    const start = new Parameter([-1.2, 1], { shape: task.shape ?? [2] });
    const value = valueAfter(task, start, rosenbrock);
    assert.ok(value < task.below, `${value} is not below ${task.below}`);
  });
}
