import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ones, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { BatchNorm2d } from "./batch-norm2d.ts";
import { Conv2d } from "./conv2d.ts";
import { Dropout } from "./dropout.ts";
import { Embedding } from "./embedding.ts";
import { Flatten } from "./flatten.ts";
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
      "memory: parameters 408 kB",
    ].join("\n"),
  );
});

test("with an input the summary shows the shape of each output, and leaves the model as it was", () => {
  const model = new Sequential([
    new Conv2d(1, 4, { kernelSize: 3 }),
    new BatchNorm2d(4),
    new Sequential([new ReLU(), new Dropout(0.5)]),
    new Flatten(),
    new Linear(144, 10),
  ]);
  model.namedModules().find(([path]) => path === "2.1")![1].training = false;
  const table = summary(model, { input: [32, 1, 8, 8] });
  assert.deepEqual(table.split("\n"), [
    "name   layer        output         parameters                     count",
    "0      Conv2d       [32, 4, 6, 6]  weight [4, 1, 3, 3], bias [4]     40",
    "1      BatchNorm2d  [32, 4, 6, 6]  weight [4], bias [4]               8",
    "2      Sequential   [32, 4, 6, 6]                                      ",
    "2.0    ReLU         [32, 4, 6, 6]                                      ",
    "2.1    Dropout      [32, 4, 6, 6]                                      ",
    "3      Flatten      [32, 144]                                          ",
    "4      Linear       [32, 10]       weight [10, 144], bias [10]    1,450",
    "total  Sequential                                                 1,498",
    // Four outputs of 4,608 elements (dropout passes its input on when it evaluates) and one of 320.
    "memory: parameters 6 kB, buffers 1 kB, outputs 76 kB",
  ]);
  assert.ok(
    model.training && model.namedModules().every(([path, module]) => module.training !== (path === "2.1")),
  );
  assert.ok(model.namedModules().every(([, module]) => !Object.hasOwn(module, "forward")));
  const words = new Embedding(5, 3);
  assert.match(summary(words, { input: zeros([2, 4], { dtype: "int32" }) }), /Embedding {2}\[2, 4, 3\]/);
  assert.throws(() => summary(model, { input: [32, 2, 8, 8] }), RangeError);
  assert.ok(model.training && !Object.hasOwn(model, "forward"));
});
