import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, type Tensor, tensor } from "../tensor/index.ts";
import { Bert, BertClassifier } from "./index.ts";

before(useTestDevice);

const ints = (rows: number[][]): Tensor => tensor(rows, { dtype: "int32" });
const sizes = { vocabSize: 9, maxLength: 6, numLayers: 1, numHeads: 2, embedDim: 8, dropout: 0 };

function bert(): Bert {
  manualSeed(4);
  return new Bert(sizes);
}

async function assertSame(actual: Tensor, expected: Tensor): Promise<void> {
  assert.deepEqual(actual.shape, expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  for (const [i, value] of a.entries())
    assert.ok(Math.abs(value - b[i]!) < 1e-6, `${value} for ${b[i]} at ${i}`);
}

test("a token's features depend on all tokens and places, and not on padding", async () => {
  const model = bert();
  const features = model.forward(ints([[2, 5, 7, 3]]));
  const padded = model.forward(ints([[2, 5, 7, 3, 0, 0]]));
  await assertSame(padded.slice([0, 0], [1, 4]), features);
  const first = await features.at(0, 0).data();
  for (const other of [
    [2, 5, 7, 8],
    [2, 7, 5, 3],
  ]) {
    assert.notDeepEqual(
      await model
        .forward(ints([other]))
        .at(0, 0)
        .data(),
      first,
    );
  }
});

test("words are told at the places that are asked for, whatever order they are in", async () => {
  const model = bert();
  const tokens = ints([
    [2, 5, 4, 3],
    [2, 4, 7, 6],
  ]);
  const all = model.fillIn(
    tokens,
    ints([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]),
  ); // [2, 4, 9]
  const some = model.fillIn(
    tokens,
    ints([
      [2, 0],
      [1, 3],
    ]),
  );
  assert.deepEqual(some.shape, [2, 2, 9]);
  for (const [row, places] of [
    [2, 0],
    [1, 3],
  ].entries()) {
    for (const [i, place] of places.entries()) await assertSame(some.at(row, i), all.at(row, place));
  }
});

test("a gradient reaches every parameter that tells words", async () => {
  const model = bert();
  model
    .fillIn(ints([[2, 5, 4, 3]]), ints([[2]]))
    .pow(2)
    .sum()
    .backward();
  for (const [name, parameter] of model.namedParameters()) {
    assert.ok(
      (await parameter.grad!.data()).some((value) => value !== 0),
      name,
    );
  }
});

test("BertClassifier", () => {
  manualSeed(4);
  const make = () => new BertClassifier(new Bert(sizes), 3);
  // What tells words takes no part in classes, so that no gradient reaches it.
  const telling = [
    "transform.weight",
    "transform.bias",
    "transformNorm.weight",
    "transformNorm.bias",
    "wordBias",
  ];
  const names = make()
    .namedParameters()
    .map(([name]) => name);
  assert.deepEqual(names.filter((name) => telling.some((own) => name === `bert.${own}`)).length, 5);
  assert.deepEqual(names.slice(-4), ["pooler.weight", "pooler.bias", "output.weight", "output.bias"]);
  assert.deepEqual(
    make().forward(
      ints([
        [2, 5, 7, 3],
        [2, 8, 3, 0],
      ]),
    ).shape,
    [2, 3],
  );
});

test("padding does not change what class a text is of", async () => {
  manualSeed(4);
  const model = new BertClassifier(new Bert(sizes), 3);
  const logits = model.forward(ints([[2, 5, 7, 3]]));
  await assertSame(model.forward(ints([[2, 5, 7, 3, 0, 0]])), logits);
});
