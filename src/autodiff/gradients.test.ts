import assert from "node:assert/strict";
import { test } from "node:test";
import { input, topologicalOrder, type Value } from "../graph/node.ts";
import {
  add,
  argmax,
  cast,
  constant,
  conv,
  exp,
  full,
  mul,
  reshape,
  stopGradient,
  sum,
  where,
  zeros,
} from "../ops/index.ts";
import { gradients } from "./gradients.ts";

const vector = () => input({ shape: [3], dtype: "float32" });

function names(values: readonly Value[]): string[] {
  return topologicalOrder(values).map((node) => node.op);
}

test("a value that the outputs do not depend on has a gradient of zeros", () => {
  const [x, other] = [vector(), vector()];
  const [gradient] = gradients([sum(exp(x))], [constant(1)], [other]);
  assert.deepEqual(gradient!.shape, [3]);
  assert.deepEqual(names([gradient!]), names([zeros([3])]));
});

test("no gradient flows through integers, comparisons or stopGradient", () => {
  const x = vector();
  const through = [
    cast(cast(x, "int32"), "float32"),
    cast(mul(cast(x, "int32"), cast(x, "int32")), "float32"),
    stopGradient(exp(x)),
    cast(argmax(x, {}), "float32"),
    where(cast(x, "bool"), full([3], 1), 0),
  ];
  for (const y of through) {
    const [gradient] = gradients([sum(y)], [constant(1)], [x]);
    assert.deepEqual(names([gradient!]), names([zeros([3])]), y.node.op);
  }
});

test("branches that do not lead to wrt are not differentiated", () => {
  const [x, weight] = [vector(), vector()];
  const [gradient] = gradients([mul(exp(weight), x)], [full([3], 1)], [x]);
  // One exp (of the forward pass), one product; nothing for the weight.
  assert.deepEqual(names([gradient!]).filter((name) => name === "mul").length, 1);
  assert.deepEqual(names([gradient!]).filter((name) => name === "exp").length, 1);
});

test("the same graph gives the same sequence of nodes", () => {
  const build = () => {
    const x = vector();
    const y = add(mul(x, exp(x)), mul(x, x));
    return names(gradients([y], [full([3], 1)], [x]));
  };
  assert.deepEqual(build(), build());
});

test("an output used as wrt gets its cotangent, once for each mention", () => {
  const x = vector();
  const g = full([3], 2);
  assert.equal(gradients([x], [g], [x])[0], g);
  assert.equal(gradients([x, x], [g, g], [x])[0]!.node.op, "add");
});

test("an intermediate value and a leaf can be asked for together", () => {
  const x = vector();
  const middle = mul(x, 3);
  const [ofMiddle, ofX] = gradients([exp(middle)], [full([3], 1)], [middle, x]);
  assert.ok(topologicalOrder([ofX!]).includes(ofMiddle!.node));
});

test("long chains do not exhaust the stack", () => {
  let y: Value = vector();
  const x = y;
  for (let i = 0; i < 20000; i++) y = add(y, x);
  assert.equal(gradients([y], [full([3], 1)], [x])[0]!.node.op, "add");
});

test("both gradients of a convolution are convolutions, the weights' with images as features", () => {
  const x = input({ shape: [2, 3, 7], dtype: "float32" });
  const w = input({ shape: [4, 3, 2], dtype: "float32" });
  const y = conv(x, w, { stride: 2 });
  const [ofX, ofW] = gradients([y], [full(y.shape, 1)], [x, w]);
  const orders = (value: Value) =>
    topologicalOrder([value]).flatMap(({ op, attributes }) => (op === "conv" ? [attributes.order] : []));
  assert.deepEqual(orders(ofX!), ["window-feature"]);
  assert.deepEqual(orders(ofW!), ["feature-window"]);
});

test("arguments that do not fit are refused in words", () => {
  const x = vector();
  assert.throws(() => gradients([x], [], [x]), /Cannot differentiate 1 outputs with 0 cotangents/);
  assert.throws(
    () => gradients([x], [zeros([4])], [x]),
    /output of shape \[3\] with a cotangent of float32 \[4\]/,
  );
  const labels = input({ shape: [2], dtype: "int32" });
  assert.throws(() => gradients([x], [reshape(x, [3])], [labels]), /dtype int32 and shape \[2\]/);
});
