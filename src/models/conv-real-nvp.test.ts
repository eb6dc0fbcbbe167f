import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { jacobian, manualSeed, randn, type Tensor } from "../tensor/index.ts";
import { ConvRealNVP } from "./index.ts";

before(useTestDevice);

/** A flow far from its start. */
function bent(imageChannels: number, couplings: readonly number[]): ConvRealNVP {
  manualSeed(3);
  const flow = new ConvRealNVP({ imageChannels, couplings, hidden: couplings.map(() => 5) });
  for (const parameter of flow.parameters()) parameter.assign(randn(parameter.shape).mul(0.3));
  return flow;
}

test("a fresh ConvRealNVP leaves pixels as they are, and needs as many hidden channels as couplings", async () => {
  const flow = new ConvRealNVP({ couplings: [2, 2], hidden: [4, 4] });
  const x = randn([3, 1, 8, 4]);
  const { z, logDeterminant } = flow.encode(x);
  assert.deepEqual(z.shape, [3, 16, 2, 1]);
  assert.deepEqual([...(await z.data())].sort(), [...(await x.data())].sort());
  assert.deepEqual([...(await logDeterminant.data())], [0, 0, 0]);
  assert.throws(
    () => new ConvRealNVP({ couplings: [2], hidden: [4, 4] }),
    /at 1 scales and hidden channels at 2/,
  );
});

test("noise made of pictures makes the same pictures", () => {
  for (const [channels, couplings] of [
    [1, [5]],
    [1, [4, 9]],
    [3, [6]],
  ] as const) {
    const flow = bent(channels, couplings);
    const x = randn([4, channels, 8, 12]);
    const back = flow.decode(flow.encode(x).z);
    assert.ok(back.allClose(x, { rtol: 1e-3, atol: 1e-3 }));
  }
});

test("each pixel is moved by one coupling or another", async () => {
  const flow = bent(1, [4, 8]);
  const x = randn([1, 1, 8, 8]);
  const zero = new ConvRealNVP({ couplings: [4, 8], hidden: [5, 5] });
  const [moved, still] = [await flow.encode(x).z.data(), await zero.encode(x).z.data()];
  assert.ok(moved.every((value, i) => value !== still[i]));
});

test("the log-likelihood is that of the noise, with the determinant of the Jacobian", () => {
  const flow = bent(1, [4, 8]);
  const x = randn([1, 1, 4, 4]);
  const rows = jacobian((x: Tensor) => flow.encode(x).z.flatten())(x.detach())
    .reshape([16, 16])
    .toArray() as number[][];
  const { z, logDeterminant } = flow.encode(x);
  const wanted = logAbsoluteDeterminant(rows);
  assert.ok(Math.abs(logDeterminant.item() - wanted) < 1e-3, `${logDeterminant.item()} ${wanted}`);
  const squares = z.mul(z).sum().item();
  const logDensity = -0.5 * (squares + 16 * Math.log(2 * Math.PI)) + wanted;
  assert.ok(Math.abs(flow.forward(x).item() - logDensity) < 1e-3);
});

/** By elimination with pivots, in float64. */
function logAbsoluteDeterminant(rows: number[][]): number {
  let sum = 0;
  for (let k = 0; k < rows.length; k++) {
    const rest = rows.slice(k);
    const best = rest.reduce((best, row, i) => (Math.abs(row[k]!) > Math.abs(rest[best]![k]!) ? i : best), 0);
    [rows[k], rows[k + best]] = [rows[k + best]!, rows[k]!];
    sum += Math.log(Math.abs(rows[k]![k]!));
    for (let i = k + 1; i < rows.length; i++) {
      const share = rows[i]![k]! / rows[k]![k]!;
      for (let j = k; j < rows.length; j++) rows[i]![j]! -= share * rows[k]![j]!;
    }
  }
  return sum;
}
