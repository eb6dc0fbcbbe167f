import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Tensor, zeros } from "../tensor/index.ts";
import { checkModule } from "./contract.ts";
import * as nn from "./index.ts";
import { changedLayers, exceptions, layerContracts } from "./layer-contracts.testing.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

const exported = Object.entries({ ...nn })
  .filter(([, value]) => typeof value === "function" && value.prototype instanceof nn.Module)
  .map(([name]) => name);

test("every exported layer has a contract", () => {
  const known = [...Object.keys(layerContracts()), ...Object.keys(exceptions)];
  assert.deepEqual(known.toSorted(), exported.toSorted());
});

for (const name of exported.filter((name) => !Object.hasOwn(exceptions, name))) {
  test(`${name} keeps the contract`, async () => {
    for (const contract of layerContracts()[name] ?? []) await checkModule(contract);
  });
}

for (const [name, contract] of Object.entries(changedLayers)) {
  test(`a layer after ${name} keeps the contract`, () => checkModule(contract));
}

/** Layers whose first axis is no batch: tokens come first in attention, and a −1 of no elements may be anything, as in PyTorch. */
const notBatched = ["MultiheadAttention", "TransformerEncoderLayer", "TransformerEncoder", "Reshape"];

test("an empty batch gives an empty output and gradients of 0, as in PyTorch", async () => {
  let layers = 0;
  for (const [name, contracts] of Object.entries(layerContracts())) {
    for (const { make, call, input, output, indicesBelow } of contracts) {
      if (call !== undefined || input[0] !== output[0] || notBatched.includes(name)) continue;
      const layer = make().eval() as nn.Module & { forward(x: Tensor): Tensor };
      const x = zeros([0, ...input.slice(1)]);
      const y = layer.forward(indicesBelow === undefined ? x : x.cast("int32"));
      assert.deepEqual(y.shape, [0, ...output.slice(1)], name);
      if (layer.parameters().length > 0) y.sum().backward();
      for (const [path, parameter] of layer.namedParameters()) {
        assert.ok((await parameter.grad?.data())?.every((value) => value === 0) === true, `${name}: ${path}`);
      }
      layers++;
    }
  }
  assert.ok(layers > 100, `${layers}`);
});
