import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  arange,
  concat,
  gradients,
  ones,
  Parameter,
  registerDevice,
  stack,
  type Tensor,
  tensor,
  zeros,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

const lists = (parts: readonly Tensor[]) => parts.map((part) => part.toArray());

test("parts put together are the whole", () => {
  const x = arange(10).reshape([2, 5]);
  assert.deepEqual(lists(arange(5).split(2)), [[0, 1], [2, 3], [4]]);
  assert.deepEqual(lists(x.split([0, 4, 1], { axis: -1 })), [
    [[], []],
    [
      [0, 1, 2, 3],
      [5, 6, 7, 8],
    ],
    [[4], [9]],
  ]);
  assert.deepEqual(lists(arange(5).chunk(3)), [[0, 1], [2, 3], [4]]);
  assert.deepEqual(lists(arange(2).chunk(5)), [[0], [1]]);
  assert.deepEqual(lists(zeros([0]).split(3)), [[]]);
  for (const axis of [0, 1]) {
    for (const size of [1, 2, 3, 7]) {
      assert.deepEqual(concat(x.split(size, { axis }), { axis }).toArray(), x.toArray());
    }
  }
  assert.throws(() => x.split([2, 2], { axis: 1 }), /axis 1 of shape \[2, 5\].*whose sum is 5, got \[2,2\]/);
  assert.throws(() => x.split(0), RangeError);
  assert.throws(() => x.chunk(0), /into 0 parts/);
  assert.throws(() => x.split(1, { axis: 2 }), /along axis 2/);
});

test("tiles repeat the whole, interleaving repeats each element", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(x.tile([1, 2]).toArray(), [
    [1, 2, 1, 2],
    [3, 4, 3, 4],
  ]);
  assert.deepEqual(x.tile([2, 1]).toArray(), [
    [1, 2],
    [3, 4],
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(x.tile([2, 1, 1]).shape, [2, 2, 2]);
  assert.deepEqual(x.tile([0, 1]).shape, [0, 2]);
  assert.deepEqual(tensor(5).tile([3]).toArray(), [5, 5, 5]);
  assert.deepEqual(x.repeatInterleave(2).toArray(), [
    [1, 2],
    [1, 2],
    [3, 4],
    [3, 4],
  ]);
  assert.deepEqual(x.repeatInterleave(2, { axis: -1 }).toArray(), [
    [1, 1, 2, 2],
    [3, 3, 4, 4],
  ]);
  const w = new Parameter([1, 2]);
  assert.deepEqual(gradients(w.tile([3]).mul(arange(6).cast("float32")).sum(), [w])[0]!.toArray(), [6, 9]);
  assert.throws(() => x.tile([2]), /Cannot tile shape \[2, 2\] \[2\] times: expected at least 2/);
  assert.throws(() => x.repeatInterleave(-1), /-1 times/);
});

test("axes move, diagonals are taken", () => {
  const x = zeros([2, 3, 4, 5]);
  assert.deepEqual(x.moveAxis(0, -1).shape, [3, 4, 5, 2]);
  assert.deepEqual(x.moveAxis(3, 1).shape, [2, 5, 3, 4]);
  assert.throws(() => x.moveAxis(4, 0), /along axis 4/);
  const square = arange(12).reshape([3, 4]);
  assert.deepEqual(square.diagonal().toArray(), [0, 5, 10]);
  assert.deepEqual(square.diagonal({ offset: 1 }).toArray(), [1, 6, 11]);
  assert.deepEqual(square.diagonal({ offset: -1 }).toArray(), [4, 9]);
  assert.deepEqual(square.diagonal({ offset: 4 }).toArray(), []);
  assert.deepEqual(square.diagonal({ axes: [1, 0], offset: 1 }).toArray(), [4, 9]);
  assert.deepEqual(zeros([2, 3, 3]).diagonal({ axes: [-2, -1] }).shape, [2, 3]);
  assert.equal(square.trace().item(), 15);
  assert.deepEqual(
    tensor([1, 2])
      .outer(tensor([3, 4, 5]))
      .toArray(),
    [
      [3, 4, 5],
      [6, 8, 10],
    ],
  );
  assert.throws(() => square.diagonal({ axes: [0, 0] }), /two different axes/);
  assert.throws(() => square.diagonal({ offset: 0.5 }), RangeError);
  assert.throws(() => square.outer(square), RangeError);
});

test("variances, norms and truths", () => {
  const x = tensor([
    [1, 2, 3, 6],
    [2, 2, 2, 2],
  ]);
  assert.deepEqual(x.var({ axis: 1 }).toArray(), [14 / 3, 0].map(Math.fround));
  assert.deepEqual(x.var({ axis: 1, correction: 0, keepDims: true }).toArray(), [[3.5], [0]]);
  assert.deepEqual(x.std({ axis: -1 }).toArray(), [Math.fround(Math.sqrt(14 / 3)), 0]);
  assert.ok(Number.isNaN(tensor([1]).var().item()), "one element has no sample variance, as in PyTorch");
  const v = tensor([3, -4]);
  assert.deepEqual(
    [v.norm(), v.norm({ order: 1 }), v.norm({ order: Number.POSITIVE_INFINITY })].map((n) => n.item()),
    [5, 7, 4],
  );
  assert.ok(Math.abs(v.norm({ order: 3 }).item() - 91 ** (1 / 3)) < 1e-5);
  const w = new Parameter([
    [0, 0],
    [3, 4],
  ]);
  for (const order of [2, 3]) {
    const [slope] = gradients(w.norm({ axis: 1, order }).sum(), [w]);
    assert.deepEqual([...slope!.dataSync()].slice(0, 2), [0, 0], "no NaN at 0");
  }
  assert.throws(() => v.norm({ order: 0 }), /of order 0/);
  assert.deepEqual(x.gt(1).all({ axis: 1 }).toArray(), [false, true]);
  assert.deepEqual(x.gt(5).any({ axis: 1 }).toArray(), [true, false]);
  assert.deepEqual([zeros([0]).all().toArray(), zeros([0]).any().toArray()], [true, false]);
  assert.deepEqual(x.ne(2).toArray(), [
    [true, false, true, true],
    [false, false, false, false],
  ]);
  assert.equal(tensor([Number.NaN]).ne(Number.NaN).toArray().toString(), "true");
});

test("what is close", () => {
  const x = tensor([1, 1000]);
  assert.ok(x.allClose(tensor([1, 1000.005])));
  assert.ok(!x.allClose(tensor([1, 1000.02])));
  assert.ok(x.allClose(tensor([1.5, 1000]), { atol: 0.5 }));
  assert.ok(x.allClose(x.reshape([1, 2])));
  const [infinite, none] = [tensor([Number.POSITIVE_INFINITY]), tensor([Number.NaN])];
  assert.ok(infinite.allClose(infinite));
  assert.ok(!infinite.allClose(infinite.neg()));
  assert.ok(!tensor([1]).allClose(infinite));
  assert.ok(!none.allClose(none));
  assert.ok(arange(3).allClose(arange(3)));
});

test("names of axes have one extent, across tensors too", () => {
  const { batch, token, width } = ones([4, 7, 5]).dims("batch token width");
  const { classes } = ones([4, 7, 9]).dims("batch token classes", { batch, token });
  assert.deepEqual([batch, token, width, classes], [4, 7, 5, 9]);
  assert.throws(
    () => ones([4, 6]).dims("batch token", { batch, token }),
    /Cannot name axis 1 of shape \[4, 6\] "token": expected extent 7 as it was bound before, got 6/,
  );
  assert.throws(
    () => zeros([4, 7]).dims("side side"),
    /axis 1 of shape \[4, 7\] "side": expected extent 4 as on axis 0, got 7/,
  );
  assert.throws(() => zeros([4]).dims("batch token"), /expected 2 names|expected 1 names/);
  assert.equal(zeros([3]).dims("toString").toString, 3);
});

test("names are typed from their string", () => {
  const x = zeros([4, 7]);
  const bound = x.dims("batch  width");
  const width: number = bound.width;
  assert.equal(width, 7);
  // @ts-expect-error no axis was named so
  assert.equal(bound.token, undefined);
  // @ts-expect-error an extent is a number
  const text: string = bound.batch;
  assert.equal(text, 4);
  // @ts-expect-error extents are read only
  assert.equal((bound.batch = 4), 4);
  assert.deepEqual(stack([x, x]).dims("pair batch width", bound), { pair: 2, batch: 4, width: 7 });
  // @ts-expect-error names are a string
  assert.throws(() => x.dims(["batch", "width"]), TypeError);
});
