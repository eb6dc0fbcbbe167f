import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tensor, zeros } from "../tensor/index.ts";
import { checkModule } from "./contract.ts";
import { Embedding, embedding } from "./embedding.ts";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "./oracle.ts";

interface Case {
  readonly name: string;
  /** Null for embedding, else the axis of a gather. */
  readonly axis: number | null;
  readonly weight: StoredTensor;
  readonly indices: StoredTensor;
  readonly cotangent: StoredTensor;
  readonly output: StoredTensor;
  readonly gradient: StoredTensor;
}

before(useTestDevice);

for (const stored of fixtures<Case>("embedding")) {
  test(`rows by repeated indices equal PyTorch's, forwards and backwards: ${stored.name}`, async () => {
    const weight = restore(stored.weight, { requiresGrad: true });
    const indices = restore(stored.indices, { dtype: "int32" });
    const y =
      stored.axis === null ? embedding(weight, indices) : weight.gather(indices, { axis: stored.axis });
    y.mul(restore(stored.cotangent)).sum().backward();
    await assertClose(y, stored.output, "the output");
    await assertClose(weight.grad, stored.gradient, "the gradient");
  });
}

test("Embedding", () =>
  checkModule({
    make: () => new Embedding(4, 3),
    input: [5, 2],
    indicesBelow: 4,
    output: [5, 2, 3],
    parameters: { weight: [4, 3] },
  }));

test("an index outside is named, shows as NaN and has no gradient", async () => {
  const layer = new Embedding(3, 2);
  const y = layer.forward(tensor([1, 3, -1], { dtype: "int32" }));
  await assert.rejects(
    async () => await y.data(),
    /Cannot gather along axis 0 of \[3, 2\] with the index 3: expected 0 to 2/,
  );
  const values = [...(await y.data())];
  assert.deepEqual(values.slice(0, 2), [...(await layer.weight.data())].slice(2, 4));
  assert.ok(values.slice(2).every(Number.isNaN));
  y.sum().backward();
  await assert.rejects(async () => await layer.weight.grad!.data(), /the index 3/);
  assert.deepEqual([...(await layer.weight.grad!.data())], [0, 0, 1, 1, 0, 0]);
});

test("what is no table, and no index, is refused", () => {
  const indices = tensor([0], { dtype: "int32" });
  assert.throws(
    () => embedding(zeros([3]), indices),
    /shape \[3\]: expected \[numEmbeddings, embeddingDim\]/,
  );
  assert.throws(() => new Embedding(3, 2).forward(zeros([2])), /indices of dtype float32: expected int32/);
  assert.throws(
    () => new Embedding(0, 2),
    /Embedding of 0 vectors of 2 elements: expected positive integers/,
  );
});
