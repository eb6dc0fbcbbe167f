import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { Random } from "../base/random.ts";
import { type Graph, topologicalOrder, type Value } from "../graph/node.ts";
import { type DotAttributes, dot, dotOp } from "../ops/dot.ts";
import * as ops from "../ops/index.ts";
import { assertCompilesExactly, closed, float } from "./run-compiled.testing.ts";
import { turnProducts } from "./turn-products.ts";

function permutations(graph: Graph): number {
  return topologicalOrder(graph.outputs).filter(({ op }) => op === "permute").length;
}

test("the gradient of a matrix that is read transposed is not turned", () => {
  const [x, weight] = [float(5, 3), float(4, 3)];
  const y = ops.matmul(x, ops.permute(weight, [1, 0]));
  const [gradient] = gradients([y], [y], [weight]);
  const graph = closed([x, weight], gradient!);
  assert.equal(permutations(graph) - permutations(turnProducts(graph)), 1);
  assertCompilesExactly("gradient", graph);
});

test("a product that is read as it is too, or turned in another way, stays", () => {
  const [a, b, c] = [float(5, 3), float(3, 4), float(3, 4, 2)];
  const product = ops.matmul(a, b);
  const turned = ops.permute(product, [1, 0]);
  for (const graph of [
    closed([a, b], turned, product),
    closed([a, b], ops.concat([turned, ops.permute(ops.neg(product), [1, 0])], 0)),
    closed([a, c], ops.permute(dot(a, c, axes([], [], [1], [0])), [2, 0, 1])),
  ]) {
    assert.equal(permutations(turnProducts(graph)), permutations(graph));
  }
});

test("turned products of all kinds have the same bits", () => {
  const random = new Random(11);
  let turned = 0;
  for (let i = 0; i < 25; i++) {
    const { inputs: types, attributes } = dotOp.sample!(random);
    const [left, right] = types.map(({ shape }) => float(...shape)) as [Value, Value];
    const product = dot(left, right, attributes);
    const batch = attributes.leftBatch.length;
    const rows = left.shape.length - batch - attributes.leftContract.length;
    const order = product.shape.map((_, axis) => axis);
    const others = order.slice(batch);
    const swapped = [...order.slice(0, batch), ...others.slice(rows), ...others.slice(0, rows)];
    const graph = closed([left, right], ops.neg(ops.permute(product, swapped)));
    turned += permutations(graph) - permutations(turnProducts(graph));
    assertCompilesExactly(`product ${i}`, graph);
  }
  assert.ok(turned > 8, `${turned} were turned`);
});

function axes(
  leftBatch: readonly number[],
  rightBatch: readonly number[],
  leftContract: readonly number[],
  rightContract: readonly number[],
): DotAttributes {
  return { leftBatch, rightBatch, leftContract, rightContract };
}
