import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../../backends/reference/device.ts";
import { useDevice } from "../../runtime/device-registry.ts";
import { tensor } from "../../tensor/index.ts";
import { lossOf, networks, trainingWorkload } from "./networks.ts";

test("networks have as many parameters as PyTorch's", () => {
  useDevice(createReferenceDevice());
  const counts = Object.entries(networks).map(([kind, { make }]) => [
    kind,
    make()
      .parameters()
      .reduce((sum, { size }) => sum + size, 0),
  ]);
  assert.deepEqual(Object.fromEntries(counts), {
    "mlp-tiny": 130,
    "mlp-256": 203530,
    mlp: 101770,
    cnn: 1199882,
    resnet: 272282,
    lstm: 111873,
    gpt: 818241,
  });
});

test("a workload holds a batch that the network takes, and its parameters", async () => {
  useDevice(createReferenceDevice());
  for (const kind of ["mlp", "resnet", "lstm", "gpt"]) {
    const { tensors, flops } = await trainingWorkload(kind);
    const { x, y, ...parameters } = tensors;
    const model = networks[kind]!.make();
    const [inputs, targets] = [x!, y!].map(({ data, shape }) =>
      tensor(data, { shape, dtype: data instanceof Int32Array ? "int32" : "float32" }),
    );
    assert.deepEqual(lossOf(model, inputs!, targets!).shape, []);
    assert.equal(Object.keys(parameters).length, [...model.parameters()].length);
    const { vocabulary } = networks[kind]!;
    if (vocabulary !== undefined) assert.ok(x!.data.every((token) => token >= 0 && token < vocabulary));
    assert.ok(flops! > 1e6);
  }
});
