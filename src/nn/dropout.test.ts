import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, ones } from "../tensor/index.ts";
import { Dropout } from "./dropout.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

test("drops the share p and scales the rest, so that the mean stays", async () => {
  manualSeed(3);
  const layer = new Dropout(0.25);
  const values = [...(await layer.forward(ones([100, 100])).data())];
  const dropped = values.filter((value) => value === 0).length;
  assert.ok(values.every((value) => value === 0 || value === Math.fround(4 / 3)));
  // 2500 ± 4 standard deviations of a binomial distribution, √(10000 · 0.25 · 0.75) = 43.
  assert.ok(Math.abs(dropped - 2500) < 173, `${dropped} of 10000 dropped`);
});

test("each pass draws anew, and a seed repeats the draws", async () => {
  const layer = new Dropout();
  const draws = async () => {
    manualSeed(4);
    return [await layer.forward(ones([50])).data(), await layer.forward(ones([50])).data()];
  };
  const [first, second] = await draws();
  assert.notDeepEqual(first, second);
  assert.deepEqual(await draws(), [first, second]);
});

test("the gradient passes where the element did", async () => {
  const x = ones([64]);
  x.requiresGrad = true;
  const y = new Dropout(0.5).forward(x);
  y.sum().backward();
  assert.deepEqual(await x.grad!.data(), await y.data());
});

test("p = 0 and evaluation pass everything, p = 1 nothing", async () => {
  const x = ones([8]);
  assert.equal(new Dropout(0).forward(x), x);
  assert.equal(new Dropout(0.9).eval().forward(x), x);
  assert.ok((await new Dropout(1).forward(x).data()).every((value) => value === 0));
  assert.throws(() => new Dropout(1.5), /p = 1.5: expected a probability from 0 to 1/);
});
