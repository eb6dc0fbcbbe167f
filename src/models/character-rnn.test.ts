import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, tensor } from "../tensor/index.ts";
import { CharacterRNN } from "./index.ts";

before(useTestDevice);

for (const [cell, gates] of [
  ["rnn", 1],
  ["lstm", 4],
  ["gru", 3],
] as const) {
  test(`CharacterRNN of ${cell} cells`, () =>
    checkModule({
      make: () => new CharacterRNN({ vocabSize: 5, cell, embedDim: 3, hiddenSize: 4 }),
      input: [2, 6],
      indicesBelow: 5,
      output: [2, 6, 5],
      parameters: {
        "embedding.weight": [5, 3],
        "recurrent.weight_ih_l0": [gates * 4, 3],
        "recurrent.weight_hh_l0": [gates * 4, 4],
        "recurrent.bias_ih_l0": [gates * 4],
        "recurrent.bias_hh_l0": [gates * 4],
        "output.weight": [5, 4],
        "output.bias": [5],
      },
    }));

  test(`a text read in parts by ${cell} cells has the logits of the whole`, async () => {
    manualSeed(4);
    const model = new CharacterRNN({ vocabSize: 5, cell, embedDim: 3, hiddenSize: 4, numLayers: 2 });
    const characters = tensor([[1, 4, 0, 2, 2]], { dtype: "int32" });
    const first = model.continue(characters.slice([0, 0], [1, 2]));
    const second = model.continue(characters.slice([0, 2], [1, 5]), first.state);
    const parts = [...(await first.logits.data()), ...(await second.logits.data())];
    for (const [i, value] of (await model.forward(characters).data()).entries()) {
      assert.ok(Math.abs(value - parts[i]!) < 1e-6);
    }
  });
}

test("CharacterRNN names cells that it does not know", () => {
  assert.throws(
    () => new CharacterRNN({ vocabSize: 5, cell: "LSTM" as "lstm" }),
    /^RangeError: Cannot make a CharacterRNN of cells "LSTM": expected "rnn", "lstm" or "gru"/,
  );
});
