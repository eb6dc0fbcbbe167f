import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fixtures, restore, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { Parameter, type Tensor } from "../tensor/index.ts";
import { LBFGS, type LBFGSOptions } from "./index.ts";
import { type Evaluation, LBFGSState, lbfgsStep } from "./lbfgs-step.ts";
import type { Vector } from "./vectors.ts";

interface Point {
  readonly loss: number;
  readonly x: readonly number[];
}

interface Case {
  readonly name: string;
  readonly function: keyof typeof functions;
  readonly options: LBFGSOptions;
  readonly start: StoredTensor;
  readonly data: StoredTensor;
  readonly float64: readonly Point[];
  readonly float32: readonly Point[];
}

/** The functions of tools/fixtures/lbfgs.py, in tensors. */
const functions = {
  rosenbrock(x: Tensor): Tensor {
    const [a, b] = [x.at("0:-1"), x.at("1:")];
    return a
      .sub(1)
      .pow(2)
      .add(b.sub(a.pow(2)).pow(2).mul(100))
      .sum();
  },
  logistic(x: Tensor, data: Tensor): Tensor {
    return data.matmul(x).neg().exp().add(1).log().sum().add(x.pow(2).sum().mul(0.05));
  },
};

/** The same in float64, with their gradients. */
const exact = {
  rosenbrock(x: Vector): Evaluation {
    const gradient = new Float64Array(x.length);
    let loss = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const [a, b] = [x[i]!, x[i + 1]!];
      loss += (1 - a) ** 2 + 100 * (b - a * a) ** 2;
      gradient[i]! += -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[i + 1]! += 200 * (b - a * a);
    }
    return { loss, gradient };
  },
  logistic(x: Vector, { shape, data }: StoredTensor): Evaluation {
    const gradient = Float64Array.from(x, (value) => 0.1 * value);
    let loss = [...x].reduce((sum, value) => sum + 0.05 * value * value, 0);
    for (let row = 0; row < shape[0]!; row++) {
      const terms = data.slice(row * x.length, (row + 1) * x.length);
      const power = Math.exp(-terms.reduce((sum, term, i) => sum + term * x[i]!, 0));
      loss += Math.log(1 + power);
      for (const [i, term] of terms.entries()) gradient[i]! -= (term * power) / (1 + power);
    }
    return { loss, gradient };
  },
};

before(useTestDevice);

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  const off = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(off <= tolerance, `${what}: got ${actual}, expected ${expected} within ${tolerance}`);
}

for (const stored of fixtures<Case>("lbfgs")) {
  test(`L-BFGS equals PyTorch in float64: ${stored.name}`, () => {
    const { lr = 1, maxIter = 20, maxEval = Math.floor(maxIter * 1.25), historySize = 100 } = stored.options;
    const state = new LBFGSState(historySize);
    const settings = {
      ...{ lr, maxIter, maxEval, toleranceGrad: 1e-7, toleranceChange: 1e-9 },
      lineSearch: stored.options.lineSearchFn,
    };
    let x: Vector = Float64Array.from(stored.start.data);
    for (const [i, expected] of stored.float64.entries()) {
      const found = lbfgsStep(state, x, (at) => exact[stored.function](at, stored.data), settings);
      x = found.x;
      assertClose(found.loss, expected.loss, 1e-9, `the loss of step ${i + 1}`);
      for (const [j, value] of expected.x.entries())
        assertClose(x[j]!, value, 1e-9, `x[${j}], step ${i + 1}`);
    }
  });

  test(`LBFGS equals PyTorch in float32: ${stored.name}`, () => {
    const x = new Parameter(restore(stored.start));
    const data = restore(stored.data);
    const optimizer = new LBFGS([x], stored.options);
    const settled = stored.float32.at(-1)!.loss;
    for (const [i, expected] of stored.float32.entries()) {
      const loss = optimizer.step(closure(optimizer, () => functions[stored.function](x, data)));
      assertClose(loss, expected.loss, 1e-5, `the loss of step ${i + 1}`);
      // At the minimum, float32's losses do not tell one x from its neighbours.
      const next = stored.float32[i + 1]?.loss ?? settled;
      if (Math.abs(next - settled) <= 1e-4) continue;
      for (const [j, value] of expected.x.entries()) {
        assertClose(x.dataSync()[j]!, value, 1e-4, `x[${j}], step ${i + 1}`);
      }
    }
  });
}

function closure(optimizer: LBFGS, value: () => Tensor): () => Tensor {
  return () => {
    optimizer.zeroGrad();
    const loss = value();
    loss.backward();
    return loss;
  };
}

test("LBFGS reaches the minimum of a quadratic over parameters of any shape in a step", () => {
  const [a, b, unused] = [new Parameter([[1, -2]]), new Parameter([3, 1, 0.5]), new Parameter([7])];
  const optimizer = new LBFGS([a, unused, b], { lineSearchFn: "strong_wolfe" });
  const value = () => a.sub(1).pow(2).sum().mul(10).add(b.add(2).pow(2).sum());
  assert.equal(optimizer.step(closure(optimizer, value)), 90 + 25 + 9 + 6.25);
  assert.ok(value().item() < 1e-9, `${value().item()}`);
  assert.deepEqual(unused.toArray(), [7]);
});

test("LBFGS goes on from a saved state to the same bits", () => {
  const make = (start: Tensor) => {
    const x = new Parameter(start);
    const optimizer = new LBFGS([x], { maxIter: 2, historySize: 3, lineSearchFn: "strong_wolfe" });
    return { x, optimizer, step: () => optimizer.step(closure(optimizer, () => functions.rosenbrock(x))) };
  };
  const whole = make(restore({ shape: [4], data: [-1.2, 1, 0.5, -0.5] }));
  for (let i = 0; i < 3; i++) whole.step();
  const resumed = make(whole.x.detach());
  resumed.optimizer.loadStateDict(whole.optimizer.stateDict());
  for (let i = 0; i < 3; i++) assert.equal(resumed.step(), whole.step());
  assert.deepEqual(resumed.x.dataSync(), whole.x.dataSync());

  const other = new LBFGS([new Parameter([1])]);
  assert.throws(
    () => whole.optimizer.loadStateDict(other.stateDict()),
    /Cannot load a state into LBFGS: expected .* rows of 4/,
  );
});

test("options of LBFGS that cannot be are refused", () => {
  const x = new Parameter([1]);
  assert.throws(() => new LBFGS([]), /LBFGS for no parameters/);
  assert.throws(() => new LBFGS([x], { maxIter: 0 }), /maxIter = 0 in LBFGS/);
  assert.throws(() => new LBFGS([x], { lr: -1 }), /lr = -1 in LBFGS/);
  assert.throws(() => new LBFGS([x], { lineSearchFn: "armijo" as never }), /lineSearchFn = armijo/);
});
