import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ones, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { useTestDevice } from "./oracle.ts";
import { ReLU } from "./relu.ts";
import { Sequential } from "./sequential.ts";
import { summary } from "./summary.ts";

before(useTestDevice);

class Block extends Module {
  readonly inner = new Linear(2, 2, { bias: false });
  readonly runningMean: Tensor = zeros([2]);
  readonly note = "no tensor";
  readonly absent = undefined;
}

class Net extends Module {
  readonly scale = new Linear(2, 3).bias!;
  readonly blocks = [new Block(), new Block()];
  readonly grid = [[new Linear(1, 1)], [new ReLU()]];
  readonly tied = this.blocks[0]!.inner;
}

test("fields tell names, in order, through arrays; a shared module counts once but can be loaded by either name", () => {
  const net = new Net();
  assert.deepEqual(
    net.namedParameters().map(([name]) => name),
    ["scale", "blocks.0.inner.weight", "blocks.1.inner.weight", "grid.0.0.weight", "grid.0.0.bias"],
  );
  assert.deepEqual(
    net.namedBuffers().map(([name]) => name),
    ["blocks.0.runningMean", "blocks.1.runningMean"],
  );
  assert.deepEqual(
    net.namedModules().map(([name]) => name),
    ["", "blocks.0", "blocks.0.inner", "blocks.1", "blocks.1.inner", "grid.0.0", "grid.1.0"],
  );
  assert.equal(net.numParameters, 3 + 4 + 4 + 2);
  assert.ok(Object.hasOwn(net.stateDict(), "tied.weight"));
});

test("a buffer is saved and loaded", async () => {
  const [from, to] = [new Block(), new Block()];
  from.runningMean.assign(tensor([3, 4]));
  to.loadStateDict(from.stateDict());
  assert.deepEqual([...(await to.runningMean.data())], [3, 4]);
});

test("loading tells everything that does not fit, and changes nothing", async () => {
  const layer = new Linear(2, 3);
  const before = await layer.bias!.data();
  const state = { weight: zeros([3, 4]), bias: ones([3]), gain: ones([1]) };
  assert.throws(
    () => layer.loadStateDict(state),
    (error: Error) =>
      error instanceof RangeError &&
      error.message.startsWith(
        'Cannot load a state into Linear: "weight" is float32 [3, 4] where float32 [3, 2] is expected; "gain" float32 [1] is unexpected.',
      ),
  );
  assert.deepEqual(await layer.bias!.data(), before);
  const wrongDtype = { weight: zeros([3, 2], { dtype: "int32" }), bias: ones([3]) };
  assert.throws(() => layer.loadStateDict(wrongDtype), /"weight" is int32 \[3, 2\]/);
  const report = layer.loadStateDict({ bias: ones([3]), gain: ones([1]) }, { strict: false });
  assert.deepEqual(report, { missing: ["weight"], unexpected: ["gain"] });
  assert.deepEqual([...(await layer.bias!.data())], [1, 1, 1]);
});

test("Sequential is indexed like an array", () => {
  const [first, second] = [new Linear(2, 3), new ReLU()];
  const net = new Sequential([first, second]);
  assert.equal(net[0], first);
  assert.equal(net[1], second);
  assert.equal(net.length, 2);
  assert.deepEqual(
    net.namedChildren().map(([name]) => name),
    ["0", "1"],
  );
});

test("the summary lists modules with parameters and adds up", () => {
  const table = summary(
    new Sequential([new Linear(784, 128), new ReLU(), new Linear(128, 10, { bias: false })]),
  );
  assert.equal(
    table,
    [
      "name   layer       parameters                       count",
      "0      Linear      weight [128, 784], bias [128]  100,480",
      "2      Linear      weight [10, 128]                 1,280",
      "total  Sequential                                 101,760",
    ].join("\n"),
  );
});
