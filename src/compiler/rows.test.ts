/** Kernels of several passes over the same rows: the bits of one kernel a pass, whatever the rows are like. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { type Graph, input, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import {
  assertCompiles,
  assertCompilesExactly,
  assertCompilesNearly,
  closed,
  drawn,
  float,
} from "./run-compiled.testing.ts";

const lengths = [1, 2, 3, 5, 15, 16, 17, 31, 33, 67];

/** The names of the kernels that are launched. */
function launches(graph: Graph): string[] {
  return compileGraph(graph, wasmTarget).steps.flatMap((step) =>
    step.kind === "phase" ? step.launches.map(({ kernel }) => kernel.name) : [],
  );
}

/** The scalar Σ y · c and its gradients. */
function weighed(y: Value, c: Value, of: readonly Value[]): Value[] {
  return gradients([ops.sum(ops.mul(y, c))], [ops.constant(1)], of) as Value[];
}

/** (x − mean x) / √(var x + ε) · gain + bias over axes. */
function normalized(x: Value, axes: readonly number[], gain: Value, bias: Value): Value {
  const over = { axes, keepDims: true };
  const centred = ops.sub(x, ops.mean(x, over));
  const spread = ops.sqrt(ops.add(ops.mean(ops.mul(centred, centred), over), 1e-5));
  return ops.add(ops.mul(ops.div(centred, spread), gain), bias);
}

test("softmax and its gradient are one kernel, over any axis of any length", () => {
  for (const length of lengths) {
    for (const shape of [[3, length], [length, 5], [2, length, 3], [length]]) {
      const axis = shape.indexOf(length);
      const [x, c] = [float(...shape), float(...shape)];
      const y = ops.softmax(x, { axis });
      const graph = closed([x, c], y, ...weighed(y, c, [x]));
      assertCompilesNearly(`softmax of ${shape} over axis ${axis}`, graph);
    }
  }
  const [x, c] = [float(6, 33), float(6, 33)];
  const y = ops.softmax(x);
  assert.equal(launches(closed([x, c], y, ...weighed(y, c, [x]))).length, 1);
});

test("a normalisation is one kernel, and so is its gradient along the rows", () => {
  for (const length of lengths) {
    for (const [shape, axes] of [
      [[4, length], [1]],
      [
        [2, 3, length],
        [1, 2],
      ],
      [[length, 3], [0]],
      [
        [2, length, 2, 2],
        [0, 2, 3],
      ],
    ] as const) {
      const [x, c, gain, bias] = [float(...shape), float(...shape), float(...shape), float(...shape)];
      const y = normalized(x, axes, gain, bias);
      const graph = closed([x, c, gain, bias], y, ...weighed(y, c, [x, gain]));
      assertCompilesNearly(`norm of ${shape} over ${axes}`, graph, 1e-4);
    }
  }
  const [x, c, gain, bias] = [float(6, 40), float(6, 40), float(6, 40), float(6, 40)];
  const y = normalized(x, [1], gain, bias);
  assert.equal(launches(closed([x, gain, bias], y)).length, 1);
  assert.equal(launches(closed([x, c, gain, bias], ...weighed(y, c, [x]))).length, 1);
});

test("rows in another order than memory's, sliced, flipped and spread", () => {
  for (const length of [3, 16, 21]) {
    const [x, wide, row] = [float(length, 4), float(4, 2 * length), float(1, length)];
    const turned = ops.permute(x, [1, 0]);
    const cut = ops.slice(wide, { start: [0, 1], step: [1, 2], shape: [4, length] });
    const graph = closed(
      [x, wide, row],
      ops.softmax(turned),
      ops.softmax(ops.flip(cut, [1])),
      ops.softmax(ops.add(turned, ops.expand(row, [4, length]))),
      ops.permute(ops.logSoftmax(ops.mul(cut, turned)), [1, 0]),
    );
    assertCompilesNearly(`rows of ${length}`, graph);
  }
});

test("maximum and its place, sums of sums, and results that others read too", () => {
  for (const length of lengths) {
    const x = float(5, length);
    const over = { axes: [1], keepDims: true };
    const centred = ops.sub(x, ops.max(x, over));
    const doubled = ops.mul(ops.sum(centred, over), 2);
    const shifted = ops.add(centred, doubled);
    const graph = closed(
      [x],
      ops.max(x, { axes: [1] }),
      ops.argmax(x, { axes: [1] }),
      ops.sum(x, { axes: [1] }),
      centred,
      ops.sum(shifted, { axes: [1] }),
      ops.sum(shifted, { axes: [0] }),
      ops.matmul(shifted, ops.permute(centred, [1, 0])),
      ops.argmax(shifted, { axes: [1] }),
    );
    assertCompilesExactly(`rows of ${length}`, graph, length);
  }
});

test("more sums than one loop takes, masks and integers along rows", () => {
  for (const length of [4, 16, 35]) {
    const x = float(3, length);
    const whole = input({ shape: [3, length], dtype: "int32" });
    const over = { axes: [1], keepDims: true };
    const great = ops.gt(x, ops.mean(x, over));
    const sums = [x, ops.mul(x, 2), ops.mul(x, x), ops.where(great, x, 0)].map((each) => ops.sum(each, over));
    const graph = closed(
      [x, whole],
      great,
      ops.where(
        great,
        x,
        sums.reduce((a, b) => ops.add(a, b)),
      ),
      ops.sub(whole, ops.argmax(ops.cast(whole, "float32"), over)),
      ops.where(ops.not(great), ops.sum(whole, over), whole),
      ...sums,
    );
    assertCompilesExactly(`rows of ${length}`, graph, length);
  }
});

test("passes between which something else happens stay apart", () => {
  const [x, w] = [float(17, 17), float(17, 17)];
  const over = { axes: [1], keepDims: true };
  const centred = ops.sub(x, ops.mean(x, over));
  const between = ops.matmul(ops.tanh(centred), w);
  const after = ops.mul(ops.tanh(centred), ops.add(between, ops.sum(between, over)));
  const graph = closed([x, w], after, ops.sum(ops.mul(after, ops.tanh(centred)), over));
  assertCompilesNearly("a product between", graph, 1e-4);
});

test("NaN, infinities and empty rows", () => {
  const x = float(3, 18);
  const graph = closed([x], ops.softmax(x), ops.max(x, { axes: [1] }), ops.argmax(x, { axes: [1] }));
  const [values] = drawn([x], 3, false);
  values!.set([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], 20);
  values!.fill(Number.NEGATIVE_INFINITY, 36, 50);
  assertCompiles("special values", graph, [values!], { tolerance: 1e-6 });
  const empty = float(3, 0);
  const none = float(0, 3);
  assertCompilesExactly(
    "empty",
    closed([empty, none], ops.sum(empty, { axes: [1] }), ops.softmax(none), ops.sum(none, { axes: [0] })),
  );
});

test("the loss of classes and its gradient", () => {
  for (const [count, classes] of [
    [1, 1],
    [7, 3],
    [5, 16],
    [64, 10],
    [9, 65],
  ] as const) {
    const logits = float(count, classes);
    const labels = input({ shape: [count], dtype: "int32" });
    const loss = ops.crossEntropy(logits, labels);
    const [gradient] = gradients([loss], [ops.constant(1)], [logits]) as [Value];
    assertCompilesNearly(`${count} of ${classes}`, closed([logits, labels], loss, gradient));
  }
});
