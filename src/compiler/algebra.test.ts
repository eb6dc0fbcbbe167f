import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import type { DType } from "../base/dtype.ts";
import { Random } from "../base/random.ts";
import { type Attributes, input, Node, topologicalOrder, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import type { HostArray } from "../runtime/device.ts";
import { compileGraph } from "./compile.ts";
import { assertSameBits, closed, drawn, float, runProgram } from "./run-compiled.testing.ts";
import { simplify } from "./simplify.ts";

const [nan, infinity] = [Number.NaN, Number.POSITIVE_INFINITY];
const floats = [0, -0, 1, -1, 0.1, -2.5, 3e9, -3e38, 3.4e38, 1e-45, -1e-39, infinity, -infinity, nan];
const integers = [0, 1, -1, 7, -2147483648, 2147483647, 65537];
const numbers: Record<DType, readonly number[]> = { float32: floats, int32: integers, bool: [0, 1] };

function simplified(value: Value, ...inputs: Value[]): Value {
  return simplify(closed(inputs, value)).outputs[0]!;
}

function run(inputs: readonly Value[], arrays: readonly HostArray[], value: Value): HostArray {
  const graph = closed(inputs, value);
  return runProgram(compileGraph(graph, wasmTarget, { algebra: false }), graph, arrays)[0]!;
}

function arrayOf(dtype: DType, values: readonly number[]): HostArray {
  return dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
}

/** Each elementwise op with each dtype it takes, and what makes a node of it. */
const uses = ops.opNames.flatMap((name) => {
  const op = ops.opNamed(name);
  const { property } = op;
  if (property.kind !== "elementwise" || property.chooses === true) return [];
  const count = op.sample(new Random(1)).inputs.length;
  return (["float32", "int32", "bool"] as const).flatMap((dtype) =>
    (name === "cast" ? (["float32", "int32", "bool"] as const) : [undefined]).flatMap((to) => {
      const attributes: Attributes = to === undefined ? {} : { dtype: to };
      const make = (inputs: readonly Value[]): Value =>
        new Node(name, inputs, attributes, op.infer(inputs, attributes)).outputs[0]!;
      const use = { name, property, dtype, count, make };
      try {
        make(new Array<Value>(count).fill(ops.constant(0, dtype)));
        return [use];
      } catch (error) {
        assert.ok(error instanceof TypeError);
        return [];
      }
    }),
  );
});

for (const { name, property, dtype, count, make } of uses) {
  const { evaluate, identity, involution } = property;
  const x = input({ shape: [numbers[dtype].length], dtype });
  const given = arrayOf(dtype, numbers[dtype]);

  if (evaluate !== undefined)
    test(`${name} of ${dtype} constants is the number that the kernel computes`, () => {
      const pairs = numbers[dtype].flatMap((a) => (count === 1 ? [[a]] : numbers[dtype].map((b) => [a, b])));
      const inputs = Array.from({ length: count }, () => input({ shape: [pairs.length], dtype }));
      const arrays = inputs.map((_, i) =>
        arrayOf(
          dtype,
          pairs.map((pair) => pair[i]!),
        ),
      );
      const folded = pairs.map((pair) => {
        const { node, dtype: result } = simplified(make(pair.map((number) => ops.constant(number, dtype))));
        assert.equal(node.op, "constant");
        assert.equal(result, make(inputs).dtype);
        return node.attributes.value as number;
      });
      const result = make(inputs);
      assertSameBits(arrayOf(result.dtype, folded), run(inputs, arrays, result), name);
    });

  for (const [side, number] of Object.entries(identity ?? {})) {
    if (dtype !== "float32" && !Number.isFinite(number)) continue;
    test(`${name} of ${dtype} with ${Object.is(number, -0) ? "−0" : number} on the ${side} is the other operand`, () => {
      const order = (c: Value): Value => make(side === "left" ? [c, x] : [x, c]);
      assert.equal(
        simplified(order(ops.full(x.shape, dtype === "float32" ? number : number | 0, dtype)), x),
        x,
      );
      const same = input({ shape: x.shape, dtype });
      const filled = arrayOf(dtype, new Array<number>(given.length).fill(number));
      assertSameBits(run([x, same], [given, filled], order(same)), given, name);
    });
  }

  if (involution === true)
    test(`${name} of ${name} of a ${dtype} is what it was`, () => {
      assert.equal(simplified(make([make([x])]), x), x);
      assertSameBits(run([x], [given], make([make([x])])), given, name);
    });
}

test("what only looks like nothing stays", () => {
  const x = float(3);
  for (const value of [
    ops.add(x, 0),
    ops.sub(x, -0),
    ops.sub(0, x),
    ops.mul(x, 0),
    ops.mul(x, -1),
    ops.div(1, x),
    ops.maximum(x, 0),
    ops.exp(ops.constant(0)),
    ops.sum(ops.reshape(x, [3, 1]), { axes: [1] }),
  ]) {
    const simple = simplified(value, x);
    assert.equal(simple.node.op, value.node.op);
  }
});

test("a choice by a number, and between equals", () => {
  const [x, y] = [float(3), float(3)];
  const c = input({ shape: [3], dtype: "bool" });
  const always = ops.full([3], 1, "bool");
  assert.equal(simplified(ops.where(always, x, y), x, y), x);
  assert.equal(simplified(ops.where(ops.not(always), x, y), x, y), y);
  assert.equal(simplified(ops.where(c, ops.mul(x, 1), x), c, x), x);
  assert.equal(simplified(ops.where(c, x, y), c, x, y).node.op, "where");
});

test("laws follow from each other in one walk", () => {
  const x = float(2, 3);
  const scale = ops.div(ops.mul(ops.full([2, 3], 6), 0.5), ops.sub(4, 1));
  assert.equal(simplified(ops.neg(ops.mul(ops.neg(ops.stopGradient(x)), scale)), x), x);
  const turned = ops.permute(ops.reshape(ops.reshape(ops.permute(x, [1, 0]), [6]), [3, 2]), [1, 0]);
  assert.equal(simplified(turned, x), x);
});

test("movement of one number is the number, spread once", () => {
  const moved = ops.permute(ops.slice(ops.full([4, 5], 2), { start: [1, 0], shape: [2, 5] }), [1, 0]);
  const [simple, spread] = simplify(closed([], moved, ops.full([5, 2], 2))).outputs;
  assert.equal(simple, spread);
});

test("movements in a row become fewer, and the elements stay where they were", () => {
  const random = new Random(3);
  const names = ["reshape", "permute", "expand", "slice", "stopGradient", "window"];
  let [before, after] = [0, 0];
  for (let round = 0; round < 200; round++) {
    const x = float(...random.pick([[4, 1, 3], [1, 5], [2, 3, 2], [7], [1, 1]]));
    let value = x;
    for (let step = 0; step < 5; step++) {
      const op = ops.opNamed(random.pick(names));
      const { attributes } = op.sample(random, value.shape);
      try {
        value = new Node(op.name, [value], attributes, op.infer([value], attributes)).outputs[0]!;
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }
    const simple = simplified(value, x);
    assert.deepEqual(simple.shape, value.shape);
    [before, after] = [before + topologicalOrder([value]).length, after + topologicalOrder([simple]).length];
    const arrays = drawn([x], round, false);
    assertSameBits(run([x], arrays, simple), run([x], arrays, value), `round ${round}`);
  }
  assert.ok(after < 0.7 * before, `${after} of ${before} nodes`);
});

test("simplifying twice changes nothing", () => {
  const x = float(8, 5);
  const graph = closed([x], ops.crossEntropy(ops.mul(x, 1), ops.full([8], 2, "int32")));
  const once = simplify(graph);
  assert.ok(simplify(once).outputs[0] === once.outputs[0]);
});
