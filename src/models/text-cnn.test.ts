import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { tensor } from "../tensor/index.ts";
import { TextCNN } from "./index.ts";

before(useTestDevice);

test("TextCNN", () =>
  checkModule({
    make: () =>
      new TextCNN({ vocabSize: 6, embedDim: 3, filters: 2, widths: [2, 3], numClasses: 2, dropout: 0.2 }),
    input: [4, 5],
    indicesBelow: 6,
    output: [4, 2],
    parameters: {
      "embedding.weight": [6, 3],
      "convolutions.0.weight": [2, 3, 2],
      "convolutions.0.bias": [2],
      "convolutions.1.weight": [2, 3, 3],
      "convolutions.1.bias": [2],
      "output.weight": [2, 4],
      "output.bias": [2],
    },
  }));

test("with the paper's sizes there are 300 filters and as many features", () => {
  const vocabSize = 50;
  const count = vocabSize * 300 + (3 + 4 + 5) * 300 * 100 + 300 + 300 * 2 + 2;
  assert.equal(new TextCNN({ vocabSize, numClasses: 2 }).numParameters, count);
});

test("a filter answers to its words wherever they are", async () => {
  const model = new TextCNN({ vocabSize: 6, embedDim: 3, filters: 4, widths: [2], numClasses: 2 });
  model.eval();
  const sentences = [
    [0, 0, 4, 5, 0, 0, 0],
    [0, 0, 0, 0, 4, 5, 0],
  ];
  const logits = await model.forward(tensor(sentences, { dtype: "int32" })).data();
  assert.deepEqual(logits.slice(0, 2), logits.slice(2));
});
