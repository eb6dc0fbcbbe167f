import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertClose, fixtures, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { noGrad } from "../tensor/index.ts";
import { interopModels } from "./interop.testing.ts";

before(useTestDevice);

/** What PyTorch made of our safetensors files: tools/interop/load.py. */
const computed = fixtures<{ readonly name: string; readonly logits: StoredTensor }>("interop");

test("PyTorch gives the logits of LeNet-5, an LSTM and a GPT from their safetensors files", async () => {
  const models = interopModels();
  assert.deepEqual(
    computed.map(({ name }) => name),
    Object.keys(models),
  );
  for (const { name, logits } of computed) {
    const { model, input } = models[name]!;
    model.eval();
    await assertClose(
      noGrad(() => model.forward(input)),
      logits,
      name,
    );
  }
});
