import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compile,
  getDevice,
  losses,
  manualSeed,
  nn,
  optim,
  programCounts,
  randn,
  type Tensor,
} from "../index.ts";

manualSeed(1);
const model = new nn.Sequential([new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 1)]);
const optimizer = new optim.Adam(model.parameters());
const [x, y] = [randn([3, 4]), randn([3, 1])];

function forward(x: Tensor, y: Tensor): Tensor {
  optimizer.zeroGrad();
  return losses.mse(model.forward(x), y);
}

function step(x: Tensor, y: Tensor): Tensor {
  const loss = forward(x, y);
  loss.backward();
  optimizer.step();
  return loss;
}

/** What is held outside of JavaScript's heap. */
const held = () => ({ device: getDevice().memoryBytes, programs: programCounts().kept });

/** Nothing more is held after thousands of steps than after some. */
async function checkSteady(run: () => unknown): Promise<void> {
  for (let i = 0; i < 20; i++) await run();
  const before = held();
  const compiled = programCounts().compiled;
  for (let i = 0; i < 1500; i++) {
    const waits = run();
    if (waits instanceof Promise) await waits;
  }
  const after = held();
  assert.equal(programCounts().compiled, compiled);
  assert.ok(after.device <= before.device, `${before.device} → ${after.device} bytes`);
  assert.ok(after.programs <= before.programs, `${before.programs} → ${after.programs} programs`);
}

test("eager steps hold nothing", () => checkSteady(() => step(x, y).item()));

test("eager steps that are awaited hold nothing", () => checkSteady(() => step(x, y).data()));

test("losses that are read before backward hold nothing", () =>
  checkSteady(() => {
    const loss = forward(x, y);
    loss.item();
    loss.backward();
    optimizer.step();
  }));

test("losses that are read and never differentiated hold nothing", () =>
  checkSteady(() => forward(x, y).item()));

test("compiled steps hold nothing", () => {
  const compiled = compile(step);
  return checkSteady(() => compiled(x, y).item());
});
