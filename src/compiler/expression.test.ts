import assert from "node:assert/strict";
import { test } from "node:test";
import { contiguousView, permuteView, reshapeView, type View } from "../base/view.ts";
import { Buffers } from "./buffers.ts";
import {
  axisOrder,
  type Compute,
  type Constant,
  type Coordinate,
  denseView,
  type Expression,
  type Load,
  leavesOf,
  moveExpression,
} from "./expression.ts";

const buffers = new Buffers();

function load(view: View, storage = buffers.temporary("x", "float32", 1)): Load {
  return { kind: "load", storage, view, dtype: "float32", cost: 0 };
}

function sum(...operands: Expression[]): Compute {
  return { kind: "compute", op: "add", attributes: {}, operands, dtype: "float32", cost: 1 };
}

const one: Constant = { kind: "constant", value: 1, dtype: "float32", cost: 0 };

test("the order of axes is that of the largest leaf that is not row-major", () => {
  const shape = [4, 5, 6];
  const rowMajor = load(contiguousView(shape));
  const last = load(denseView(shape, [1, 2, 0]));
  const small = load({ shape, strides: [1, 0, 4], offset: 0 });
  assert.deepEqual(axisOrder(shape, []), [0, 1, 2]);
  assert.deepEqual(axisOrder(shape, [rowMajor]), [0, 1, 2]);
  assert.deepEqual(axisOrder(shape, [rowMajor, last]), [1, 2, 0]);
  assert.deepEqual(axisOrder(shape, [small, rowMajor]), [0, 1, 2]);
  assert.deepEqual(axisOrder(shape, [small, last]), [1, 2, 0]);
});

test("axes that are flipped count by the size of their stride; those without one stay behind the axis before", () => {
  const view = (shape: readonly number[], strides: readonly number[]): Load =>
    load({ shape, strides, offset: 0 });
  assert.deepEqual(axisOrder([4, 5], [view([4, 5], [-1, -4])]), [1, 0]);
  assert.deepEqual(axisOrder([4, 1, 5], [view([4, 1, 5], [1, 99, 4])]), [2, 0, 1]);
  assert.deepEqual(axisOrder([3, 4, 5], [view([3, 4, 5], [0, 1, 4])]), [0, 2, 1]);
  assert.deepEqual(axisOrder([4, 3, 5], [view([4, 3, 5], [1, 0, 4])]), [2, 0, 1]);
});

test("a dense view has its axes in the order given", () => {
  const view = denseView([2, 3, 4], [2, 0, 1]);
  assert.deepEqual(view, { shape: [2, 3, 4], strides: [3, 1, 6], offset: 0 });
  assert.deepEqual(axisOrder(view.shape, [load(view)]), [2, 0, 1]);
});

test("moving an expression moves every leaf, and keeps what is shared shared", () => {
  const x = load(contiguousView([2, 3]));
  const index: Coordinate = { kind: "coordinate", view: contiguousView([2, 3]), dtype: "int32", cost: 0 };
  const inner = sum(x, index);
  const moved = moveExpression(sum(inner, inner, one), (view) => permuteView(view, [1, 0])) as Compute;
  const [a, b, c] = moved.operands as [Compute, Compute, Constant];
  assert.equal(a, b);
  assert.equal(c, one);
  assert.deepEqual(
    a.operands.map((leaf) => (leaf as Load).view.strides),
    [
      [1, 3],
      [1, 3],
    ],
  );
  assert.equal((a.operands[0] as Load).storage, x.storage);
  assert.deepEqual(x.view, contiguousView([2, 3]));
});

test("an expression with one leaf that cannot be moved cannot be moved", () => {
  const straight = load(contiguousView([2, 3]));
  const turned = load({ shape: [2, 3], strides: [1, 2], offset: 0 });
  const flat = (view: View): View | undefined => reshapeView(view, [6]);
  assert.equal(moveExpression(sum(sum(straight, turned), straight), flat), undefined);
  assert.deepEqual((moveExpression(sum(straight, one), flat) as Compute).operands[0], {
    ...straight,
    view: contiguousView([6]),
  });
});

test("leaves that read the same elements of the same storage count once", () => {
  const x = load(contiguousView([2, 3]));
  const again = load(contiguousView([2, 3]), x.storage);
  const turned = load({ shape: [2, 3], strides: [1, 2], offset: 0 }, x.storage);
  const further = load({ ...contiguousView([2, 3]), offset: 6 }, x.storage);
  const other = load(contiguousView([2, 3]));
  const asBool: Load = { ...again, dtype: "bool" };
  const index: Coordinate = { kind: "coordinate", view: contiguousView([2, 3]), dtype: "int32", cost: 0 };
  const found = leavesOf([
    sum(x, again, one),
    sum(turned, sum(further, x)),
    sum(other, index, { ...index }),
    asBool,
  ]);
  assert.deepEqual(found, [x, turned, further, other, index, asBool]);
});
