import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { GAT, GCN } from "./index.ts";

before(useTestDevice);

const edges = tensor(
  [
    [0, 1, 1, 2, 2, 3],
    [1, 0, 2, 1, 3, 2],
  ],
  { dtype: "int32" },
);

test("GCN", () =>
  checkModule({
    make: () => new GCN({ inFeatures: 5, hiddenFeatures: 4, numClasses: 3 }),
    call: (layer: GCN, x: Tensor) => layer.forward(x, edges),
    input: [4, 5],
    output: [4, 3],
    parameters: {
      "conv1.lin.weight": [4, 5],
      "conv1.bias": [4],
      "conv2.lin.weight": [3, 4],
      "conv2.bias": [3],
    },
    constant: ["conv1.bias", "conv2.bias"],
  }));

test("GAT", () =>
  checkModule({
    make: () => new GAT({ inFeatures: 5, hiddenFeatures: 2, heads: 3, numClasses: 3 }),
    call: (layer: GAT, x: Tensor) => layer.forward(x, edges),
    input: [4, 5],
    output: [4, 3],
    parameters: {
      "conv1.att_src": [1, 3, 2],
      "conv1.att_dst": [1, 3, 2],
      "conv1.bias": [6],
      "conv1.lin_src.weight": [6, 5],
      "conv2.att_src": [1, 1, 3],
      "conv2.att_dst": [1, 1, 3],
      "conv2.bias": [3],
      "conv2.lin_src.weight": [3, 6],
    },
    constant: ["conv1.bias", "conv2.bias"],
  }));

test("on Cora they have the parameters of their papers' sizes", () => {
  const cora = { inFeatures: 1433, numClasses: 7 };
  assert.equal(new GCN(cora).numParameters, 1433 * 16 + 16 + 16 * 7 + 7);
  assert.equal(new GAT(cora).numParameters, 1433 * 64 + 3 * 64 + 64 * 7 + 3 * 7);
});

test("two layers reach nodes two edges away, no further", async () => {
  const x = [1, 0, 0, 0, 0];
  const features = (first: number[]) => tensor([first, x, x, x]);
  for (const model of [
    new GCN({ inFeatures: 5, numClasses: 2 }),
    new GAT({ inFeatures: 5, numClasses: 2 }),
  ]) {
    model.eval();
    const before = await model.forward(features(x), edges).data();
    const after = await model.forward(features([0, 0, 3, 0, 0]), edges).data();
    assert.notDeepEqual(after.slice(4, 6), before.slice(4, 6));
    assert.deepEqual(after.slice(6), before.slice(6));
  }
});
