import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { compile, manualSeed, rand, randn, type Tensor, tensor, zeros } from "../tensor/index.ts";
import {
  annealedLogPartition,
  binaryStates,
  drawBinary,
  HopfieldNetwork,
  RestrictedBoltzmannMachine,
} from "./index.ts";

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

test("units are drawn on with the probabilities given", () => {
  manualSeed(1);
  const drawn = drawBinary(tensor([0, 0.2, 1]).expand([4000, 3]));
  const shares = drawn.mean({ axis: 0 });
  // The deviation of a share of 0.2 among 4,000 is 0.0063.
  assert.ok(shares.allClose(tensor([0, 0.2, 1]), { atol: 0.028 }));
  assert.deepEqual([shares.at(0).item(), shares.at(2).item()], [0, 1]);
});

test("all states are listed, the first unit being the lowest digit", () => {
  const states = binaryStates(9);
  const numbers = states.mul(tensor(Float32Array.from({ length: 9 }, (_, i) => 2 ** i))).sum({ axis: 1 });
  assert.deepEqual(
    [...(numbers.toArray() as number[])],
    Array.from({ length: 512 }, (_, i) => i),
  );
  assert.ok(states.mul(states.sub(1)).abs().max().item() === 0);
  assert.throws(() => binaryStates(21), /21 units/);
});

/** A machine whose units are far from independent. */
function machineOf(visible: number, hidden: number): RestrictedBoltzmannMachine {
  const machine = new RestrictedBoltzmannMachine(visible, hidden);
  for (const parameter of machine.parameters()) parameter.assign(randn(parameter.shape).mul(0.8));
  return machine;
}

for (const [visible, hidden] of [
  [4, 3],
  [3, 5],
  [11, 12],
  [12, 11],
] as const) {
  test(`the partition function of ${visible} and ${hidden} units is the sum over all visible states`, () => {
    manualSeed(visible);
    const machine = machineOf(visible, hidden);
    const all = machine.freeEnergy(binaryStates(visible)).neg();
    const greatest = all.max();
    const expected = all.sub(greatest).exp().sum().log().add(greatest).item();
    assert.ok(Math.abs(machine.logPartition().item() - expected) < 1e-4);
  });
}

test("Gibbs sampling visits states as often as they are likely", async () => {
  manualSeed(9);
  const machine = machineOf(3, 4);
  const likely = machine.freeEnergy(binaryStates(3)).neg().sub(machine.logPartition()).exp();
  const chains = 4000;
  const states = machine.gibbs(rand([chains, 3]).lt(0.5).cast("float32"), { steps: 20 });
  const numbers = await states
    .mul(tensor([1, 2, 4]))
    .sum({ axis: 1 })
    .data();
  for (const [state, p] of (await likely.data()).entries()) {
    const share = numbers.filter((number) => number === state).length / chains;
    const deviation = Math.sqrt((p * (1 - p)) / chains);
    assert.ok(Math.abs(share - p) < 4.5 * deviation, `state ${state}: ${share} for ${p}`);
  }
});

test("annealing finds the partition function within its own error, and nearer with more temperatures", async () => {
  manualSeed(5);
  const machine = machineOf(8, 6);
  const exact = machine.logPartition().item();
  const widths: number[] = [];
  for (const temperatures of [20, 200]) {
    const { logPartition, low, high } = await annealedLogPartition(machine, { temperatures, runs: 400 });
    assert.ok(low < exact && exact < high, `${exact} between ${low} and ${high}`);
    assert.ok(low < logPartition && logPartition < high);
    widths.push(high - low);
  }
  assert.ok(widths[1]! < widths[0]! / 2 && widths[1]! < 0.2, `${widths}`);
  await assert.rejects(annealedLogPartition(machine, { runs: 1 }), /at least 1 and 2/);
});

test("annealing from a machine without weights is exact, whatever biases it begins with", async () => {
  manualSeed(6);
  const machine = new RestrictedBoltzmannMachine(5, 3);
  machine.weight.assign(zeros([3, 5]));
  machine.visibleBias.assign(tensor([1, -2, 0, 3, 0.5]));
  const baseBias = tensor([1, -2, 0, 3, 0.5]);
  const { logPartition } = await annealedLogPartition(machine, { temperatures: 3, runs: 2, baseBias });
  // Z = 2³ ∏ (1 + e^bias), by hand.
  const exact = 3 * Math.LN2 + [1, -2, 0, 3, 0.5].reduce((sum, b) => sum + Math.log1p(Math.exp(b)), 0);
  assert.ok(Math.abs(logPartition - exact) < 1e-5);
  assert.ok(Math.abs(machine.logPartition().item() - exact) < 1e-5);
});
