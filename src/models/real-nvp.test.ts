import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { jacobian, manualSeed, randn, type Tensor, tensor } from "../tensor/index.ts";
import { RealNVP } from "./index.ts";

before(useTestDevice);

test("RealNVP", async () => {
  const layers = (i: number, kept: number, moved: number): [string, number[]][] => [
    [`couplings.${i}.hidden1.weight`, [4, kept]],
    [`couplings.${i}.hidden1.bias`, [4]],
    [`couplings.${i}.hidden2.weight`, [4, 4]],
    [`couplings.${i}.hidden2.bias`, [4]],
    [`couplings.${i}.logScale.weight`, [moved, 4]],
    [`couplings.${i}.logScale.bias`, [moved]],
    [`couplings.${i}.shift.weight`, [moved, 4]],
    [`couplings.${i}.shift.bias`, [moved]],
  ];
  await checkModule({
    make: () => new RealNVP({ features: 3, couplings: 2, hidden: 4 }),
    input: [5, 3],
    output: [5],
    parameters: Object.fromEntries([...layers(0, 1, 2), ...layers(1, 2, 1)]),
  });
  assert.throws(() => new RealNVP({ features: 1 }), /1 features and 8 couplings/);
});

/** A flow far from its start, where it bends the plane. */
function bent(features: number): RealNVP {
  manualSeed(7);
  const flow = new RealNVP({ features, couplings: 4, hidden: 6 });
  for (const parameter of flow.parameters()) parameter.assign(randn(parameter.shape).mul(0.8));
  return flow;
}

test("noise made of examples makes the same examples", () => {
  for (const features of [2, 5]) {
    const flow = bent(features);
    const x = randn([20, features]);
    const { z } = flow.encode(x);
    assert.ok(!z.allClose(x, { rtol: 0.1, atol: 0.1 }), "something is moved");
    assert.ok(flow.decode(z).allClose(x, { rtol: 1e-4, atol: 1e-4 }));
  }
});

test("the logarithm of the determinant is that of the Jacobian", () => {
  const flow = bent(2);
  const x = randn([4, 2]);
  const { logDeterminant } = flow.encode(x);
  for (let i = 0; i < 4; i++) {
    const one = x.at(`${i}:${i + 1}`).detach();
    const [[a, b], [c, d]] = jacobian((x: Tensor) => flow.encode(x).z.flatten())(one)
      .reshape([2, 2])
      .toArray() as [[number, number], [number, number]];
    const wanted = Math.log(Math.abs(a * d - b * c));
    assert.ok(Math.abs(logDeterminant.at(i).item() - wanted) < 1e-4, `${wanted}`);
  }
});

test("the density of the plane adds up to 1", async () => {
  manualSeed(8);
  const flow = new RealNVP({ couplings: 3, hidden: 4 });
  for (const parameter of flow.parameters()) parameter.assign(randn(parameter.shape).mul(0.3));
  const [side, reach] = [120, 9];
  const step = (2 * reach) / side;
  const places = Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const at = Math.floor(i / 2);
    return -reach + step * ((i % 2 === 0 ? at % side : Math.floor(at / side)) + 0.5);
  });
  const logs = await flow.forward(tensor(places, { shape: [side * side, 2] })).data();
  const total = Array.from(logs, Math.exp).reduce((sum, density) => sum + density * step * step, 0);
  assert.ok(Math.abs(total - 1) < 1e-3, `${total}`);
});
