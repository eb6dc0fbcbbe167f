import assert from "node:assert/strict";
import { before, test } from "node:test";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "../nn/oracle.ts";
import { compile, type Tensor, tensor, zeros } from "../tensor/index.ts";
import * as losses from "./index.ts";
import { binaryCrossEntropyWithLogits, crossEntropy, mse, nll } from "./index.ts";

/** A tensor of a case: float32 unless it says int32. */
interface StoredInput extends StoredTensor {
  readonly dtype?: "int32";
}

interface Case {
  readonly name: string;
  readonly loss: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: readonly StoredInput[];
  readonly value: StoredTensor;
  readonly gradients: readonly (StoredTensor | null)[];
}

type AnyLoss = (...args: readonly unknown[]) => Tensor;

/** The fixture's inputs are logits: see the script that made it. */
const ctcOfLogits = (logits: Tensor, labels: Tensor, options: losses.CtcOptions) =>
  losses.ctc(logits.logSoftmax(), labels, options);

const mixtureOfParts = (logits: Tensor, means: Tensor, logScales: Tensor, target: Tensor, options: object) =>
  losses.mixtureDensity({ logits, means, logScales }, target, options);

/** Features of tools/fixtures/losses.py: the pictures and their squares. */
const features = (x: Tensor) => [x, x.mul(x)];

const { minimax, nonSaturating, leastSquares, wasserstein } = losses;
const games = { minimax, nonSaturating, leastSquares, wasserstein };

/** Losses that are called in another way than the script that made the fixture calls them. */
const calls: Readonly<Record<string, unknown>> = {
  ...losses,
  ctc: ctcOfLogits,
  mixtureDensity: mixtureOfParts,
  elbo: (reconstruction: Tensor, mean: Tensor, logVariance: Tensor, options: object) =>
    losses.elbo(reconstruction, { mean, logVariance, ...options }),
  gradientPenalty: (real: Tensor, fake: Tensor, w: Tensor, options: losses.GradientPenaltyOptions) =>
    losses.gradientPenalty((x) => x.matmul(w).tanh().sum(), real, fake, options),
  perceptual: (prediction: Tensor, target: Tensor) => losses.perceptual(prediction, target, features),
  style: (prediction: Tensor, target: Tensor) => losses.style(prediction, target, features),
  ...Object.fromEntries(
    Object.entries(games).flatMap(([name, { discriminator, generator }]) => [
      [`${name}.discriminator`, discriminator],
      [`${name}.generator`, generator],
    ]),
  ),
};

before(useTestDevice);

function restoreInput(stored: StoredInput, requiresGrad = false): Tensor {
  return restore(stored, { requiresGrad, ...(stored.dtype === undefined ? {} : { dtype: stored.dtype }) });
}

const isStored = (value: unknown): value is StoredInput =>
  typeof value === "object" && value !== null && "shape" in value;

for (const stored of fixtures<Case>("losses")) {
  test(`${stored.loss} equals PyTorch: ${stored.name}`, async () => {
    const inputs = stored.inputs.map((input, i) => restoreInput(input, stored.gradients[i] !== null));
    const options = Object.fromEntries(
      Object.entries(stored.options).map(([name, value]) => [
        name,
        isStored(value) ? restoreInput(value) : value,
      ]),
    );
    const loss = calls[stored.loss] as AnyLoss;
    const step = compile((...inputs: readonly Tensor[]) => {
      const value = loss(...inputs, options);
      value.sum().backward();
      return { value, gradients: inputs.map((input) => input.grad) };
    });
    const { value, gradients } = step(...inputs);
    await assertClose(value, stored.value, "the loss");
    for (const [i, expected] of stored.gradients.entries()) {
      if (expected !== null) await assertClose(gradients[i], expected, `the gradient of input ${i}`);
    }
  });
}

test("each loss that is exported has its values and gradients compared in two configurations or more", () => {
  const counts = new Map<string, number>();
  for (const { loss, gradients } of fixtures<Case>("losses")) {
    const name = loss.split(".")[0]!; // the two sides of a game are one
    if (gradients.some((gradient) => gradient !== null)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const exported = Object.keys(losses);
  assert.deepEqual(
    exported.filter((name) => (counts.get(name) ?? 0) < 2),
    [],
    "add cases to tools/fixtures/losses.py",
  );
});

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

test("ctc is infinite where labels do not fit into the time, and blanks and lengths are checked", () => {
  const logProbabilities = zeros([2, 1, 3]).logSoftmax();
  const labels = tensor([[1, 1]], { dtype: "int32" });
  assert.equal(losses.ctc(logProbabilities, labels).item(), Number.POSITIVE_INFINITY);
  const empty = losses.ctc(logProbabilities, labels, { inputLengths: [0], targetLengths: [0] });
  assert.equal(empty.item(), 0);
  const wrong = tensor([[1, 3]], { dtype: "int32" });
  assert.throws(() => losses.ctc(logProbabilities, wrong).item(), /compute ctc over 3 classes .* index 3/);
  assert.throws(() => losses.ctc(logProbabilities, labels, { inputLengths: [3] }), /inputLengths \[3\]/);
  assert.throws(() => losses.ctc(logProbabilities, labels.cast("float32")), /labels of dtype float32/);
  assert.throws(() => losses.ctc(logProbabilities, labels, { targetLengths: [1, 1] }), /expected 1 integers/);
});

test("batches without examples have losses without elements, or that are 0", () => {
  const [x, labels] = [zeros([0, 3]), zeros([0], { dtype: "int32" })];
  assert.equal(crossEntropy(x, labels, { reduction: "sum" }).item(), 0);
  assert.deepEqual(losses.batchHardTriplet(x, labels, { reduction: "none" }).toArray(), []);
  const none = losses.ctc(zeros([4, 0, 3]), zeros([0, 2], { dtype: "int32" }), { reduction: "none" });
  assert.deepEqual(none.toArray(), []);
  assert.ok(Number.isNaN(mse(x, x).item()), "the mean of nothing, as in PyTorch");
});

test("everything ignored is 0 / 0, as in PyTorch", () => {
  const labels = tensor([7, 7], { dtype: "int32" });
  assert.ok(Number.isNaN(nll(zeros([2, 3]), labels, { ignoreIndex: 7 }).item()));
});

test("two distributions that are equal have no divergence, in any reduction", () => {
  const p = tensor([0.1, 0.2, 0.7], { shape: [1, 3] });
  for (const reduction of ["mean", "sum", "batchmean"] as const) {
    assert.ok(Math.abs(losses.klDiv(p.log(), p, { reduction }).item()) < 1e-7);
  }
});

test("the losses of boxes do not change when both move, and tell boxes apart that do not touch", () => {
  const [a, b] = [tensor([[0, 0, 2, 4]]), tensor([[1, 1, 3, 2]])];
  for (const loss of [
    losses.boxIou,
    losses.generalizedBoxIou,
    losses.distanceBoxIou,
    losses.completeBoxIou,
  ]) {
    assert.equal(loss(a, b).item(), loss(a.add(64), b.add(64)).item());
    assert.throws(() => loss(a.reshape([2, 2]), b.reshape([2, 2])), /expected boxes \[…, 4\]/);
  }
  const near = losses.generalizedBoxIou(a, a.add(8)).item();
  assert.ok(losses.generalizedBoxIou(a, a.add(16)).item() > near && near > 1);
});

test("a perceptual loss sums over layers, and no gradient flows to the target", () => {
  const prediction = tensor([[1, 2]], { requiresGrad: true });
  const target = tensor([[3, 2]], { requiresGrad: true });
  const loss = losses.perceptual(prediction, target, (x) => [x, x.mul(2).sum({ axis: 1 })]);
  loss.backward();
  assert.equal(loss.item(), 2 + 16);
  assert.deepEqual(prediction.grad!.toArray(), [[-2 - 16, -16]]);
  assert.equal(target.grad, undefined);
});

test("the elbo adds beta times the divergence to the mean reconstruction", () => {
  const [mean, logVariance] = [tensor([[1, 2]]), zeros([1, 2])];
  assert.equal(losses.elbo(tensor([3, 5]), { mean, logVariance, beta: 4 }).item(), 4 + 4 * 2.5);
});

test("options out of range are refused by name", () => {
  const x = zeros([2, 3]);
  assert.throws(
    () => losses.huber(x, x, { delta: 0 }),
    /huber with delta 0: expected a finite number above 0/,
  );
  assert.throws(() => losses.smoothL1(x, x, { beta: -1 }), /beta -1: expected a finite number of at least 0/);
  assert.throws(() => losses.multiMargin(x, tensor([0, 1], { dtype: "int32" }), { p: 3 as 2 }), /p 3/);
  assert.throws(() => losses.gaussianNll(x, x, zeros([2])), /variances of shape \[2\]: expected \[2, 3\]/);
  assert.throws(() => losses.infoNce(x, x, { temperature: 0 }), /temperature 0/);
  assert.throws(() => losses.dice(tensor([1]), tensor([1])), /tversky of shape \[1\]/);
  const weight = zeros([2]);
  assert.throws(
    () => crossEntropy(x, tensor([0, 1], { dtype: "int32" }), { weight }),
    /weights of shape \[2\]/,
  );
  assert.throws(() => binaryCrossEntropyWithLogits(x, x, { posWeight: weight }), /posWeight of shape \[2\]/);
  assert.throws(() => losses.multilabelMargin(x, x), /labels of dtype float32/);
});

test("a style is the same wherever its textures are, and its gradient draws a picture nearer", () => {
  const image = tensor(Float32Array.from({ length: 32 }, (_, i) => ((i * 7) % 11) / 11)).reshape([
    1, 2, 4, 4,
  ]);
  const same = (x: Tensor) => x;
  assert.ok(losses.style(image, image.flip([2, 3]), same).item() < 1e-12);
  const picture = zeros([1, 2, 4, 4]).add(0.5).detach();
  picture.requiresGrad = true;
  const loss = losses.style(picture, image, (x) => [x, x.mul(2)]);
  loss.backward();
  assert.ok(
    losses.style(picture.sub(picture.grad!.mul(0.1)), image, same).item() <
      losses.style(picture, image, same).item(),
  );
  // By hand: F of ones and twos over two places, F · Fᵀ / 4 = [[0.5, 1], [1, 2]], against zeros.
  const features = tensor([
    [
      [1, 1],
      [2, 2],
    ],
  ]);
  assert.equal(losses.style(features, features.mul(0), same).item(), (0.25 + 1 + 1 + 4) / 4);
  assert.throws(() => losses.style(zeros([2, 3]), zeros([2, 3]), same), /features of shape \[2, 3\]/);
});
