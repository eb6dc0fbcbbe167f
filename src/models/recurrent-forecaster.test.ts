import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, rand } from "../tensor/index.ts";
import { RecurrentForecaster } from "./index.ts";

before(useTestDevice);

for (const [cell, gates] of [
  ["gru", 3],
  ["lstm", 4],
] as const) {
  test(`RecurrentForecaster of ${cell} cells: shapes, parameters, and a gradient to each once it has begun to learn`, async () => {
    manualSeed(1);
    const model = new RecurrentForecaster({ window: 5, horizon: 3, cell, hiddenSize: 4 });
    assert.equal(model.numParameters, gates * 4 * (2 + 4 + 2) + 4 * 3 + 3 + 5 * 3);
    const x = rand([6, 5]).detach();
    const step = (): void => {
      model.zeroGrad();
      model.forward(x).sub(1).pow(2).mean().backward();
    };
    step();
    for (const parameter of model.parameters()) parameter.assign(parameter.sub(parameter.grad!.mul(0.1)));
    step();
    for (const [name, parameter] of model.namedParameters()) {
      assert.ok(
        (await parameter.grad!.data()).some((value) => value !== 0),
        name,
      );
    }
    assert.deepEqual(model.forward(x).shape, [6, 3]);
  });
}

test("before it has learned it says the last value, plus a bias for each step", async () => {
  manualSeed(2);
  const model = new RecurrentForecaster({ window: 4, horizon: 2, hiddenSize: 3 });
  const x = rand([3, 4]).detach();
  const [bias, values, told] = [
    await model.output.bias!.data(),
    await x.data(),
    await model.forward(x).data(),
  ];
  for (const [i, value] of told.entries()) {
    assert.ok(Math.abs(value - values[4 * Math.floor(i / 2) + 3]! - bias[i % 2]!) < 1e-6);
  }
});

test("without the level it says the same of a series that is higher throughout, but higher by as much", async () => {
  manualSeed(3);
  const model = new RecurrentForecaster({ window: 6, horizon: 3, level: false, hiddenSize: 4 });
  for (const parameter of model.parameters()) parameter.assign(rand(parameter.shape).sub(0.5));
  const x = rand([4, 6]).detach();
  const [told, raised] = [await model.forward(x).data(), await model.forward(x.add(10)).data()];
  for (const [i, value] of told.entries()) assert.ok(Math.abs(value + 10 - raised[i]!) < 1e-4);
});
