import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, manualSeed, rand, type Tensor, tensor } from "../tensor/index.ts";
import { HopfieldNetwork, RestrictedBoltzmannMachine } from "./index.ts";

before(useTestDevice);

const signs = (shape: readonly number[]) => rand(shape).lt(0.5).cast("float32").mul(2).sub(1).detach();

test("a Hopfield network recalls what it stored from a part, and its energy never rises", () => {
  manualSeed(1);
  const memory = new HopfieldNetwork(120);
  const patterns = signs([4, 120]);
  memory.store(patterns);
  const damaged = patterns.mul(rand([4, 120]).lt(0.1).where(-1, 1)).detach();
  assert.ok(!damaged.allClose(patterns));
  let state: Tensor = damaged;
  for (let sweep = 0; sweep < 4; sweep++) {
    const next = memory.forward(state);
    const rise = memory.energy(next).sub(memory.energy(state));
    assert.ok(rise.max().item() <= 1e-5, "the energy does not rise");
    state = next;
  }
  assert.ok(state.allClose(patterns), "every pattern is found again");
  assert.ok(memory.forward(patterns).allClose(patterns), "patterns stay as they are");
  assert.equal(memory.weight.diagonal().abs().sum().item(), 0);
});

test("a Hopfield network goes unit by unit", () => {
  const memory = new HopfieldNetwork(3);
  memory.weight.assign(
    tensor([
      [0, -1, 0],
      [-1, 0, 2],
      [0, 2, 0],
    ]),
  );
  // By hand: unit 0 follows −1 · 1 = −1; unit 1 hears 1 and −2, and follows −1; unit 2 follows 2 · −1.
  assert.deepEqual(memory.forward(tensor([[1, 1, -1]])).toArray(), [[-1, -1, -1]]);
});

const corners = () =>
  tensor(Float32Array.from({ length: 16 * 4 }, (_, at) => ((at >> 2) >> (at & 3)) & 1)).reshape([16, 4]);

test("contrastive divergence makes the data likely, by the exact likelihood of a small machine", () => {
  manualSeed(2);
  const machine = new RestrictedBoltzmannMachine(4, 3);
  const data = tensor([
    [1, 1, 0, 0],
    [0, 0, 1, 1],
  ]);
  const surprise = () => {
    const all = machine.freeEnergy(corners()).neg();
    const greatest = all.max();
    const partition = all.sub(greatest).exp().sum().log().add(greatest);
    return machine.freeEnergy(data).mean().add(partition).item();
  };
  const start = surprise();
  assert.ok(Math.abs(start - Math.log(16)) < 0.05, "at first all states are alike");
  const learn = compile(() => machine.learn(data, { lr: 0.2, steps: 2 }));
  for (let epoch = 0; epoch < 600; epoch++) learn().item();
  const end = surprise();
  assert.ok(end < 1.1 && end >= Math.LN2 - 1e-4, `${start} → ${end}, least log 2`);
});

test("the free energy is that of the sum over all hidden states", () => {
  manualSeed(3);
  const machine = new RestrictedBoltzmannMachine(4, 4);
  for (const parameter of machine.parameters()) parameter.assign(rand(parameter.shape).sub(0.5));
  const [visible, hidden] = [corners(), corners()];
  const joint = visible
    .matmul(machine.weight.transpose())
    .matmul(hidden.transpose())
    .add(hidden.mul(machine.hiddenBias).sum({ axis: 1 }))
    .add(visible.mul(machine.visibleBias).sum({ axis: 1, keepDims: true }));
  const summed = joint.exp().sum({ axis: 1 }).log().neg();
  assert.ok(machine.freeEnergy(visible).allClose(summed, { atol: 1e-5 }));
});
