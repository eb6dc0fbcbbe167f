/** The closed form of a norm's gradient: what the formula's gradient is, and so are the gradients of both. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../autodiff/gradients.ts";
import { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { input, type Value } from "../../graph/node.ts";
import * as ops from "../../ops/index.ts";
import { interpretGraph } from "./interpret.ts";

const eps = 1e-5;

function byFormula(x: Value, weight: Value, bias: Value, axes: readonly number[]): Value {
  return ops.add(ops.mul(ops.standardize(x, { axes, eps }).y, weight), bias);
}

function inClosedForm(x: Value, weight: Value, bias: Value, axes: readonly number[]): Value {
  return ops.standardizeAffine(x, weight, bias, { axes, eps });
}

for (const { shape, axes } of [
  { shape: [4, 3, 5, 2], axes: [0, 2, 3] },
  { shape: [2, 3, 7], axes: [2] },
  { shape: [6, 4], axes: [0] },
]) {
  test(`[${shape}] over axes ${axes}: results, gradients and their gradients`, () => {
    const statistics = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    const float = (extents: readonly number[]): Value => input({ shape: extents, dtype: "float32" });
    const values = [float(shape), float(statistics), float(statistics), float(shape)];
    const [x, weight, bias, g] = values as [Value, Value, Value, Value];
    const random = new Random(1);
    const given = values.map((value) =>
      Float64Array.from({ length: sizeOf(value.shape) }, () => random.uniform(-1, 1)),
    );
    const allOf = (norm: typeof byFormula): Float64Array[] => {
      const y = norm(x, weight, bias, axes);
      const first = gradients([y], [g], [x, weight, bias]);
      const again = ops.sum(ops.mul(ops.mul(first[0]!, first[0]!), x));
      const second = gradients(
        [again, ops.sum(first[1]!)],
        [ops.full([], 1), ops.full([], 1)],
        [x, weight, g],
      );
      return interpretGraph({ inputs: values, outputs: [y, ...first, ...second], updates: [] }, given);
    };
    const want = allOf(byFormula);
    for (const [i, array] of allOf(inClosedForm).entries()) {
      const scale = want[i]!.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-3);
      array.forEach((value, at) => {
        assert.ok(Math.abs(value - want[i]![at]!) < 1e-9 * scale, `result ${i}, element ${at}`);
      });
    }
  });
}
