import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { tensor } from "../tensor/index.ts";
import { binaryCrossEntropyWithLogits, crossEntropy, mse, nll } from "./index.ts";

const losses = { binaryCrossEntropyWithLogits, crossEntropy, mse, nll };

interface Case {
  readonly name: string;
  readonly loss: keyof typeof losses;
  readonly options: object;
  readonly input: StoredTensor;
  readonly target: StoredTensor;
  readonly value: StoredTensor;
  readonly gradient: StoredTensor;
}

before(useTestDevice);

for (const stored of fixtures<Case>("losses")) {
  test(`${stored.loss} equals PyTorch: ${stored.name}`, async () => {
    const input = restore(stored.input, { requiresGrad: true });
    const classes = stored.loss === "crossEntropy" || stored.loss === "nll";
    const target = restore(stored.target, classes ? { dtype: "int32" } : {});
    const value = losses[stored.loss](input, target, stored.options);
    value.sum().backward();
    await assertClose(value, stored.value, "the loss");
    await assertClose(input.grad, stored.gradient, "the gradient");
  });
}

test("adding the same number to all logits changes nothing", async () => {
  const labels = tensor([2, 0], { dtype: "int32" });
  const value = (offset: number) =>
    crossEntropy(
      tensor(
        [1, 2, 3, 5, 4, 3].map((x) => x + offset),
        { shape: [2, 3] },
      ),
      labels,
    ).item();
  assert.equal(value(4096), value(0));
});

test("a class that cannot be costs nothing unless it is the label", () => {
  const logits = tensor([0, 0, Number.NEGATIVE_INFINITY], { shape: [1, 3] });
  const loss = crossEntropy(logits, tensor([1], { dtype: "int32" })).item();
  assert.ok(Math.abs(loss - Math.LN2) < 1e-6, String(loss));
});

test("a label out of range is named, and gives NaN and not a small loss", () => {
  const logits = tensor([1, 2, 3, 4], { shape: [2, 2] });
  const loss = crossEntropy(logits, tensor([0, 2], { dtype: "int32" }));
  assert.throws(
    () => loss.item(),
    /Cannot compute crossEntropy over 2 classes with the index 2: expected 0 to 1, got 2/,
  );
  assert.ok(Number.isNaN(loss.item()));
  assert.throws(() => nll(logits, tensor([-1, 1], { dtype: "int32" })).item(), /compute nll .* index -1/);
});

test("shapes, dtypes and options that do not fit are refused", () => {
  const logits = tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] });
  const labels = (count: number) => tensor(new Array<number>(count).fill(0), { dtype: "int32" });
  assert.throws(
    () => crossEntropy(logits, labels(3)),
    /logits of shape \[2, 3\] with labels of shape \[3\].*\[2\]/s,
  );
  assert.throws(() => crossEntropy(logits, tensor([0, 1])), /labels of dtype float32: expected int32/);
  assert.throws(() => crossEntropy(logits, labels(2), { labelSmoothing: 1.5 }), /labelSmoothing = 1.5/);
  assert.throws(() => nll(tensor([1, 2]), labels(2)), /expected .* at least 2 axes/);
  assert.throws(() => mse(logits, logits.reshape([3, 2])), /shape \[2, 3\] against \[3, 2\]/);
  assert.throws(() => binaryCrossEntropyWithLogits(logits, labels(2)), /shape \[2, 3\] against \[2\]/);
  assert.throws(() => mse(logits, logits, { reduction: "median" as "mean" }), /"median"/);
});
