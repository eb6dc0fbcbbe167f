import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useTestDevice } from "../nn/oracle.ts";
import { manualSeed, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { AttentionSeq2Seq } from "./index.ts";

before(useTestDevice);

const ints = (rows: number[][]): Tensor => tensor(rows, { dtype: "int32" });

function model(): AttentionSeq2Seq {
  manualSeed(2);
  return new AttentionSeq2Seq({ sourceSize: 7, targetSize: 5, embedDim: 4, hiddenSize: 6 });
}

async function assertSame(actual: Tensor, expected: Tensor): Promise<void> {
  assert.deepEqual(actual.shape, expected.shape);
  const [a, b] = [await actual.data(), await expected.data()];
  for (const [i, value] of a.entries())
    assert.ok(Math.abs(value - b[i]!) < 1e-6, `${value} for ${b[i]} at ${i}`);
}

test("padding of the source changes nothing, and is not looked at", async () => {
  const seq2seq = model();
  const before = ints([[0, 3, 1]]);
  const short = seq2seq.forward(ints([[5, 2, 6]]), before);
  const padded = seq2seq.forward(ints([[5, 2, 6, 0, 0]]), before);
  await assertSame(padded, short);
  const { weights } = seq2seq.generate(ints([[5, 2, 6, 0, 0]]), 2);
  assert.deepEqual(weights.shape, [1, 2, 5]);
  const looked = Array.from(await weights.data());
  for (const step of [0, 1]) {
    assert.deepEqual([...looked.slice(5 * step + 3, 5 * step + 5)], [0, 0]);
    assert.ok(Math.abs(looked.slice(5 * step, 5 * step + 3).reduce((a, b) => a + b, 0) - 1) < 1e-6);
  }
});

test("logits depend on the source read in both directions and on the target so far, not on what follows", async () => {
  const seq2seq = model();
  const logits = (source: number[], target: number[]) =>
    seq2seq.forward(ints([source]), ints([target])).data();
  const [base, later, first, last] = [
    await logits([5, 2, 6], [0, 3, 1]),
    await logits([5, 2, 6], [0, 3, 4]),
    await logits([1, 2, 6], [0, 3, 1]),
    await logits([5, 2, 1], [0, 3, 1]),
  ];
  assert.deepEqual(later.slice(0, 10), base.slice(0, 10));
  assert.notDeepEqual(later.slice(10), base.slice(10));
  assert.notDeepEqual(first.slice(0, 5), base.slice(0, 5));
  assert.notDeepEqual(last.slice(0, 5), base.slice(0, 5));
});

test("what it generates is likeliest after what it generated before", async () => {
  const seq2seq = model();
  for (const parameter of seq2seq.parameters()) parameter.assign(parameter.mul(4)); // so that not one token is ever likeliest
  const source = ints([
    [5, 2, 6, 1],
    [3, 3, 0, 0],
  ]);
  const { tokens } = noGrad(() => seq2seq.generate(source, 6));
  const before = [0, 1].map((row) => [0, ...(tokens.dataSync() as Int32Array).slice(6 * row, 6 * row + 5)]);
  const again = seq2seq.forward(source, ints(before)).argmax({ axis: 2 });
  assert.deepEqual(await tokens.data(), await again.data());
  assert.ok(new Set(await tokens.data()).size > 1);
});

test("a gradient reaches every parameter", async () => {
  const seq2seq = model();
  seq2seq
    .forward(ints([[5, 2, 6]]), ints([[0, 3, 1]]))
    .pow(2)
    .sum()
    .backward();
  for (const [name, parameter] of seq2seq.namedParameters()) {
    assert.ok(
      (await parameter.grad!.data()).some((value) => value !== 0),
      name,
    );
  }
  assert.deepEqual(
    seq2seq
      .namedParameters()
      .map(([name]) => name.split(".")[0])
      .filter((name, i, all) => all.indexOf(name) === i),
    ["sourceEmbedding", "encoder", "targetEmbedding", "decoder", "attention", "combine", "output"],
  );
});
