import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, tensor } from "../tensor/index.ts";
import { GPT, generateTokens } from "./index.ts";

before(useTestDevice);

const sizes = { vocabSize: 7, contextLength: 6, numLayers: 2, numHeads: 2, embedDim: 4 };
const block = (i: number) => ({
  [`h.${i}.ln_1.weight`]: [4],
  [`h.${i}.ln_1.bias`]: [4],
  [`h.${i}.attn.c_attn.weight`]: [12, 4],
  [`h.${i}.attn.c_attn.bias`]: [12],
  [`h.${i}.attn.c_proj.weight`]: [4, 4],
  [`h.${i}.attn.c_proj.bias`]: [4],
  [`h.${i}.ln_2.weight`]: [4],
  [`h.${i}.ln_2.bias`]: [4],
  [`h.${i}.mlp.c_fc.weight`]: [16, 4],
  [`h.${i}.mlp.c_fc.bias`]: [16],
  [`h.${i}.mlp.c_proj.weight`]: [4, 16],
  [`h.${i}.mlp.c_proj.bias`]: [4],
});

test("GPT", () => {
  const parameters = {
    "wte.weight": [7, 4],
    "wpe.weight": [6, 4],
    ...block(0),
    ...block(1),
    "ln_f.weight": [4],
    "ln_f.bias": [4],
  };
  const constant = Object.keys(parameters).filter((name) => /bias|ln_/.test(name));
  return checkModule({
    make: () => new GPT(sizes),
    input: [3, 6],
    indicesBelow: 7,
    output: [3, 6, 7],
    parameters,
    constant,
  });
});

test("GPT-2's smallest model has the 124,439,808 parameters of its checkpoint", () => {
  // Counted layer by layer, not made: it has half a gigabyte.
  const [layers, features, context, vocabulary] = [12, 768, 1024, 50_257];
  const expected = 124_439_808;
  const small = new GPT({ vocabSize: 11, contextLength: 8, numLayers: 1, numHeads: 2, embedDim: 16 });
  const ofLayer = (d: number) => 12 * d * d + 13 * d;
  assert.equal(small.numParameters, 11 * 16 + 8 * 16 + ofLayer(16) + 2 * 16);
  assert.equal((vocabulary + context) * features + layers * ofLayer(features) + 2 * features, expected);
});

test("a token does not depend on those after it", async () => {
  manualSeed(2);
  const model = new GPT(sizes);
  const logits = async (tokens: number[]) => [
    ...(await model.forward(tensor([tokens], { dtype: "int32" })).data()).slice(0, 3 * 7),
  ];
  const three = await logits([1, 2, 3]);
  for (const [i, value] of (await logits([1, 2, 3, 6, 5])).entries()) {
    assert.ok(Math.abs(value - three[i]!) < 1e-6);
  }
});

test("with caches, tokens in parts have the logits of the whole", async () => {
  manualSeed(3);
  const model = new GPT(sizes);
  const tokens = [1, 4, 0, 2, 6, 3];
  const whole = await model.forward(tensor([tokens], { dtype: "int32" })).data();
  const caches = model.newCaches();
  const parts: number[] = [];
  for (const part of [tokens.slice(0, 3), tokens.slice(3, 4), tokens.slice(4, 5), tokens.slice(5)]) {
    const logits = model.forward(tensor([part], { dtype: "int32" }), { caches });
    parts.push(...(await logits.data()));
  }
  for (const [i, value] of whole.entries()) assert.ok(Math.abs(value - parts[i]!) < 1e-5, `${i}`);
});

test("generated tokens are those of whole passes, also beyond the context", async () => {
  manualSeed(5);
  const model = new GPT({ ...sizes, contextLength: 5 });
  for (const parameter of model.parameters()) parameter.assign(parameter.mul(30)); // sharp, so that tokens differ
  const text = [2];
  const prompt = [2];
  for await (const token of generateTokens(model, { prompt, length: 9, temperature: 0 })) text.push(token);
  assert.equal(text.length, 10);
  assert.deepEqual(prompt, [2]);
  for (let i = 1; i < text.length; i++) {
    // With room for five tokens, the sixth and every third after it are the first to follow three.
    const seen = i <= 5 ? i : 3 + (i % 3);
    const before = text.slice(i - seen, i);
    const logits = await model.forward(tensor([before], { dtype: "int32" })).data();
    assert.equal(text[i], logits.slice(-7).indexOf(Math.max(...logits.slice(-7))), `token ${i}`);
  }
  await assert.rejects(
    generateTokens(model, { prompt: [], length: 1 }).next(),
    /a prompt of at least one token/,
  );
});

test("GPT names sizes that do not fit", () => {
  assert.throws(() => new GPT({ ...sizes, numHeads: 3 }), /3 heads for 4 features/);
  assert.throws(
    () => new GPT(sizes).forward(tensor([[0, 1, 2, 3, 4, 5, 6]], { dtype: "int32" })),
    /expected at most 6, got 7\. Give it the last ones/,
  );
});
