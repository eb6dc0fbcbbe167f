import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { TranslationTransformer, translateTokens } from "./index.ts";

before(useTestDevice);

const ints = (rows: number[][]): Tensor => tensor(rows, { dtype: "int32" });

function transformer(): TranslationTransformer {
  manualSeed(3);
  const model = new TranslationTransformer({
    vocabSize: 9,
    embedDim: 8,
    numHeads: 2,
    numLayers: 2,
    dropout: 0,
  });
  for (const parameter of model.parameters()) parameter.assign(parameter.mul(2)); // so that it has opinions
  return model;
}

async function assertSame(actual: Tensor, expected: Tensor): Promise<void> {
  assert.deepEqual(actual.shape, expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  for (const [i, value] of a.entries())
    assert.ok(Math.abs(value - b[i]!) < 1e-5, `${value} for ${b[i]} at ${i}`);
}

test("padding of the source changes nothing, and each of its tokens something", async () => {
  const model = transformer();
  const target = ints([[1, 5, 3]]);
  const logits = model.forward(ints([[4, 6, 7]]), target);
  await assertSame(model.forward(ints([[4, 6, 7, 0, 0]]), target), logits);
  for (const other of [
    [8, 6, 7],
    [4, 8, 7],
    [4, 6, 8],
    [6, 4, 7],
  ]) {
    assert.notDeepEqual(await model.forward(ints([other]), target).data(), await logits.data());
  }
});

test("logits depend on the target so far, not on what follows", async () => {
  const model = transformer();
  const source = ints([[4, 6, 7]]);
  const [base, later, earlier] = [
    await model.forward(source, ints([[1, 5, 3]])).data(),
    await model.forward(source, ints([[1, 5, 8]])).data(),
    await model.forward(source, ints([[1, 8, 3]])).data(),
  ];
  assert.deepEqual(later.slice(0, 18), base.slice(0, 18));
  assert.notDeepEqual(later.slice(18), base.slice(18));
  assert.notDeepEqual(earlier.slice(18), base.slice(18));
});

test("with one beam, tokens from caches are the likeliest of the whole network", async () => {
  const model = transformer();
  const sources = [[4, 6, 7], [5, 5], [8, 3, 4, 7], [3]];
  const options = { start: 1, end: 2, maxLength: 5 };
  const translate = translateTokens(model, { ...options, beams: 1, batchSize: 3 });
  const found = await translate(sources);
  for (const [i, source] of sources.entries()) {
    const tokens: number[] = [];
    while (tokens.length < 5 && tokens.at(-1) !== 2) {
      const logits = noGrad(() => model.forward(ints([source]), ints([[1, ...tokens]])));
      tokens.push((logits.argmax({ axis: 2 }).dataSync() as Int32Array).at(-1)!);
    }
    assert.deepEqual(
      found[i],
      tokens.filter((token) => token !== 2),
      `text ${i}`,
    );
  }
  assert.ok(new Set(found.flat()).size > 1);
  assert.deepEqual(await translate(sources), found);
});

test("more beams find texts that are at least as likely", async () => {
  const model = transformer();
  const source = [4, 6, 7, 3];
  const meanOf = async (tokens: readonly number[]): Promise<number> => {
    const whole = tokens.length < 5 ? [...tokens, 2] : [...tokens];
    const scores = await model
      .forward(ints([source]), ints([[1, ...whole.slice(0, -1)]]))
      .logSoftmax()
      .data();
    return whole.reduce((sum, token, i) => sum + scores[9 * i + token]!, 0) / whole.length;
  };
  const options = { start: 1, end: 2, maxLength: 5, batchSize: 1 };
  const [one, many] = [
    (await translateTokens(model, { ...options, beams: 1 })([source]))[0]!,
    (await translateTokens(model, { ...options, beams: 8 })([source]))[0]!,
  ];
  assert.ok((await meanOf(many)) > (await meanOf(one)), `${many} and ${one}`);
});

test("a gradient reaches every parameter, and what does not fit is refused", async () => {
  const model = transformer();
  model
    .forward(ints([[4, 6, 7]]), ints([[1, 5, 3]]))
    .pow(2)
    .sum()
    .backward();
  for (const [name, parameter] of model.namedParameters()) {
    assert.ok(
      (await parameter.grad!.data()).some((value) => value !== 0),
      name,
    );
  }
  assert.throws(
    () => new TranslationTransformer({ vocabSize: 9, embedDim: 8, numHeads: 3, numLayers: 1 }),
    /^RangeError: Cannot make a TranslationTransformer of 1 layers with 3 heads for 8 features/,
  );
  const translate = translateTokens(model, { start: 1, end: 2, maxLength: 3 });
  await assert.rejects(
    translate([[4], []]),
    /^RangeError: Cannot translate text 1: expected 1 to 3 tokens, got 0/,
  );
});
