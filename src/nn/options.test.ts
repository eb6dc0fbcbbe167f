import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, zeros } from "../tensor/index.ts";
import { AvgPool2d } from "./avg-pool2d.ts";
import { Conv2d } from "./conv2d.ts";
import { Flatten } from "./flatten.ts";
import { GELU } from "./gelu.ts";
import { Linear } from "./linear.ts";
import { MaxPool2d } from "./max-pool2d.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

test("Linear names the features it expects", () => {
  assert.throws(
    () => new Linear(784, 10).forward(zeros([32, 28, 28])),
    /Cannot apply Linear\(784, 10\) to a tensor of shape \[32, 28, 28\]: expected 784 features on the last axis, got 28/,
  );
  assert.throws(() => new Linear(0, 10), /from 0 to 10 features: expected positive integers, got 0/);
});

test("Conv2d refuses channels, groups and paddings that do not fit", () => {
  const options = { kernelSize: 3 };
  assert.throws(() => new Conv2d(3, 8, { ...options, groups: 2 }), /3 to 8 channels in 2 groups/);
  assert.throws(() => new Conv2d(3, 0, options), /3 to 0 channels/);
  assert.throws(
    () => new Conv2d(1, 1, { ...options, padding: "same", stride: 2 }),
    /"same" and stride \[2, 2\]/,
  );
  assert.throws(
    () => new Conv2d(1, 1, { kernelSize: [3, 1.5] }),
    /kernelSize 1.5: expected an integer of at least 1/,
  );
  assert.throws(() => new Conv2d(1, 1, { ...options, padding: -1 }), /padding -1/);
  assert.throws(
    () => new Conv2d(3, 8, options).forward(zeros([1, 28, 28, 3])),
    /shape \[1, 28, 28, 3\]: expected \[n, 3, height, width\]/,
  );
  assert.throws(() => new Conv2d(3, 8, options).forward(zeros([1, 3, 2, 5])), RangeError);
});

test("pooling refuses padding of more than half the kernel", () => {
  assert.throws(
    () => new MaxPool2d(3, { padding: 2 }),
    /MaxPool2d with kernelSize \[3, 3\] and padding \[2, 2\]/,
  );
  assert.throws(() => new AvgPool2d(0), /AvgPool2d with kernelSize 0/);
  assert.throws(() => new MaxPool2d(2).forward(zeros([3, 4])), RangeError);
});

test("Flatten and GELU refuse what they do not know", () => {
  assert.throws(() => new Flatten({ startAxis: 2 }).forward(zeros([3, 4])), /axes 2 to -1 .* shape \[3, 4\]/);
  assert.throws(() => new GELU({ approximate: "erf" as "none" }), /approximate "erf"/);
});

test("initial weights fill U(±1/√fanIn)", async () => {
  manualSeed(2);
  const linear = new Linear(64, 100);
  const conv = new Conv2d(8, 50, { kernelSize: [2, 4] }); // 64 inputs an output as well
  for (const layer of [linear, conv]) {
    const weights = [...(await layer.weight.data())];
    assert.ok(weights.every((value) => Math.abs(value) <= 1 / 8));
    const mean = weights.reduce((sum, value) => sum + value, 0) / weights.length;
    const variance = weights.reduce((sum, value) => sum + value * value, 0) / weights.length;
    // The variance of U(±a) is a²/3; 3200 or more draws estimate it to a few per cent, and the mean to a/√3/√3200.
    assert.ok(Math.abs(mean) < 4 * (1 / 8 / Math.sqrt(3 * weights.length)), `mean ${mean}`);
    assert.ok(Math.abs(variance * 3 * 64 - 1) < 0.06, `variance ${variance}`);
    assert.ok([...(await layer.bias!.data())].every((value) => Math.abs(value) <= 1 / 8));
  }
});
