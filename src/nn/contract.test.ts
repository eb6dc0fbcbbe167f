import assert from "node:assert/strict";
import { before, test } from "node:test";
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
