import assert from "node:assert/strict";
import { before, test } from "node:test";
import { crossEntropy } from "../losses/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { concat, manualSeed, rand, randn, tensor } from "../tensor/index.ts";
import { BoltzmannMachine, binaryStates, DeepBeliefNetwork } from "./index.ts";

before(useTestDevice);

/** A machine whose units are far from independent. */
function machineOf(visible: number, hidden: number): BoltzmannMachine {
  const machine = new BoltzmannMachine(visible, hidden);
  for (const parameter of machine.parameters()) parameter.assign(randn(parameter.shape));
  return machine;
}

/** What numbers say of a state, in plain loops. */
async function energyOf(machine: BoltzmannMachine, state: readonly number[]): Promise<number> {
  const [w, b] = [await machine.weight.data(), await machine.bias.data()];
  const n = state.length;
  let energy = 0;
  for (let i = 0; i < n; i++) {
    energy -= b[i]! * state[i]!;
    for (let j = i + 1; j < n; j++) energy -= w[i * n + j]! * state[i]! * state[j]!;
  }
  return energy;
}

const bits = (number: number, count: number) => Array.from({ length: count }, (_, i) => (number >> i) & 1);

test("a Boltzmann machine's energies and log-probabilities are the sums that define them", async () => {
  manualSeed(2);
  const machine = machineOf(3, 2);
  const all = await Promise.all(
    Array.from({ length: 32 }, (_, number) => energyOf(machine, bits(number, 5))),
  );
  const states = binaryStates(5);
  assert.ok(machine.energy(states).allClose(tensor(all), { atol: 1e-5 }));
  const z = all.reduce((sum, energy) => sum + Math.exp(-energy), 0);
  assert.ok(Math.abs(machine.logPartition().item() - Math.log(z)) < 1e-5);
  // The hidden units are the last two: the high bits.
  const marginal = Array.from({ length: 8 }, (_, v) =>
    Math.log([0, 8, 16, 24].reduce((sum, h) => sum + Math.exp(-all[v + h]!), 0) / z),
  );
  assert.ok(machine.logProbability(binaryStates(3)).allClose(tensor(marginal), { atol: 1e-5 }));
});

test("the gradient of its log-probability is what goes together in clamped states less in free ones", async () => {
  manualSeed(3);
  const machine = machineOf(3, 2);
  const visible = tensor([[1, 0, 1]]);
  machine.logProbability(visible).sum().backward();
  const [weight, bias] = [machine.weight.grad!, machine.bias.grad!];
  const together = (states: ReturnType<typeof binaryStates>) => {
    const p = machine.energy(states).neg().softmax({ axis: 0 }).unsqueeze(1).detach();
    return states.transpose().matmul(states.mul(p));
  };
  const clamped = concat([visible.tile([4, 1]), binaryStates(2)], { axis: 1 });
  const difference = together(clamped).sub(together(binaryStates(5)));
  assert.ok(bias.allClose(difference.diagonal(), { atol: 1e-5 }));
  const expected = (difference.toArray() as number[][]).map((row, i) =>
    row.map((value, j) => (j > i ? value : 0)),
  );
  assert.ok(weight.allClose(tensor(expected), { atol: 1e-5 }), "above the diagonal");
});

for (const clamped of [false, true]) {
  test(`Gibbs sampling of a ${clamped ? "clamped" : "free"} Boltzmann machine visits states as often as they are likely`, async () => {
    manualSeed(4);
    const machine = machineOf(2, 2);
    const chains = 3000;
    const start = clamped
      ? concat([tensor([[1, 0]]).tile([chains, 1]), rand([chains, 2]).lt(0.5).cast("float32")], { axis: 1 })
      : rand([chains, 4]).lt(0.5).cast("float32");
    const states = machine.gibbs(start, { sweeps: 15, clamped });
    const numbers = await states
      .mul(tensor([1, 2, 4, 8]))
      .sum({ axis: 1 })
      .data();
    const energies = machine.energy(binaryStates(4)).neg();
    // Clamped to (1, 0), the states are those with the low bits 01.
    const among = tensor(Float32Array.from({ length: 16 }, (_, i) => (!clamped || i % 4 === 1 ? 0 : -1e9)));
    const likely = await energies.add(among).softmax({ axis: 0 }).data();
    for (const [state, p] of likely.entries()) {
      const share = numbers.filter((number) => number === state).length / chains;
      const deviation = Math.sqrt((p * (1 - p)) / chains);
      assert.ok(Math.abs(share - p) <= 4.5 * deviation, `state ${state}: ${share} for ${p}`);
    }
  });
}

test("a deep belief network hands digits up machine by machine, dreams, and is trained as a whole", () => {
  manualSeed(5);
  const model = new DeepBeliefNetwork({ visibleUnits: 6, hidden: [5, 4, 3], numClasses: 2 });
  const x = rand([7, 2, 3]);
  const [first, second, third] = model.machines;
  const up = second!.forward(first!.forward(x.flatten(1)));
  assert.ok(model.up(x, 2).allClose(up, { atol: 1e-6 }));
  assert.ok(model.forward(x).allClose(model.output.forward(third!.forward(up)), { atol: 1e-5 }));
  const dreamt = model.dream(rand([7, 4]).lt(0.5).cast("float32"), { steps: 3 });
  assert.deepEqual(dreamt.shape, [7, 6]);
  assert.ok(dreamt.min().item() > 0 && dreamt.max().item() < 1);
  crossEntropy(model.forward(x), tensor([0, 1, 0, 1, 0, 1, 0], { dtype: "int32" })).backward();
  for (const { weight, hiddenBias, visibleBias } of model.machines) {
    assert.ok(weight.grad!.abs().max().item() > 0 && hiddenBias.grad!.abs().max().item() > 0);
    assert.equal(visibleBias.grad, undefined);
  }
  assert.equal(new DeepBeliefNetwork().numParameters, 1_666_794);
});

test("what lies below decides a deep belief network's dreams", () => {
  manualSeed(6);
  const model = new DeepBeliefNetwork({ visibleUnits: 2, hidden: [3, 2] });
  const below = model.machines[0]!;
  below.weight.assign(
    tensor([
      [30, -30],
      [0, 0],
      [0, 0],
    ]),
  );
  model.machines[1]!.visibleBias.assign(tensor([30, 0, 0]));
  // The first unit of the middle layer is always on, and says on and off to the visible ones.
  const dreamt = model.dream(tensor([[0, 0, 0]]), { steps: 2 });
  assert.ok(dreamt.allClose(tensor([[1, 0]]), { atol: 1e-4 }));
});
