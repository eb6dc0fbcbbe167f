/** Compiled scans: short lengths, scans in scans, and results that updates read. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { input, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import type { Launch } from "./lowered/program.ts";
import {
  assertCompiles,
  assertCompilesExactly,
  assertCompilesNearly,
  closed,
  drawn,
  float,
} from "./run-compiled.testing.ts";

const lengths = [0, 1, 2, 3, 5];

test("carries that are swapped, handed on unchanged, replaced by a slice, and counted", () => {
  for (const length of lengths) {
    const [a, b, c, xs, w] = [float(3, 2), float(3, 2), float(3, 2), float(length, 3, 2), float(2)];
    const { carries, outputs } = ops.scan(
      { carries: [a, b, c, ops.constant(1, "int32")], sequences: [xs], constants: [w] },
      ([first, second, third, count], [x], [factor]) => ({
        carries: [second!, first!, x!, ops.add(count!, 2)],
        outputs: [
          ops.add(ops.mul(first!, factor!), x!),
          second!,
          ops.permute(third!, [1, 0]),
          x!,
          count!,
          factor!,
        ],
      }),
    );
    assertCompilesExactly(`length ${length}`, closed([a, b, c, xs, w], ...carries, ...outputs));
  }
});

test("sequences that are permuted, flipped, broadcast or computed, and initial carries that are shared", () => {
  for (const length of lengths) {
    const [xs, row, start] = [float(4, length), float(1, 4), float(4)];
    const turned = ops.permute(xs, [1, 0]);
    const { carries, outputs } = ops.scan(
      {
        carries: [start, start, ops.neg(start)],
        sequences: [turned, ops.flip(turned, [0]), ops.expand(row, [length, 4]), ops.mul(turned, 2)],
        constants: [ops.permute(ops.reshape(ops.add(start, 1), [2, 2]), [1, 0])],
      },
      ([p, q, r], [x, y, z, u], [m]) => ({
        carries: [ops.add(p!, x!), ops.sub(q!, ops.mul(y!, z!)), ops.reshape(m!, [4])],
        outputs: [ops.add(r!, u!)],
      }),
    );
    const last = ops.sum(outputs[0]!, { axes: [0] });
    const graph = closed([xs, row, start], ...carries, ...outputs, last, start);
    assertCompilesExactly(`length ${length}`, graph);
  }
});

test("products, reductions and convolutions in a body", () => {
  for (const length of lengths) {
    const [h, xs, w] = [float(2, 5), float(length, 2, 5), float(5, 5)];
    const { carries, outputs } = ops.scan(
      { carries: [h], sequences: [xs], constants: [w] },
      ([c], [x], [u]) => {
        const product = ops.matmul(c!, u!);
        const image = ops.conv(
          ops.reshape(product, [1, 2, 5]),
          ops.reshape(ops.slice(u!, { start: [0, 0], shape: [2, 4] }), [2, 2, 2]),
          {
            padding: 1,
          },
        );
        const next = ops.tanh(ops.add(product, ops.sub(x!, ops.max(x!, { axes: [1], keepDims: true }))));
        return { carries: [next], outputs: [image, ops.argmax(next, { axes: [1] }), next] };
      },
    );
    const graph = closed([h, xs, w], ...carries, ...outputs);
    assertCompilesNearly(`length ${length}`, graph);
  }
});

test("a body that reads one tensor both a slice a step and whole", () => {
  const [h, xs, image] = [float(3, 5), float(3, 5, 5), float(3, 2, 4, 4)];
  const weights = ops.reshape(ops.slice(xs, { start: [0, 0, 0], shape: [3, 5, 4] }), [3, 5, 4]);
  const { carries, outputs } = ops.scan(
    { carries: [h], sequences: [xs, image], constants: [xs, image, weights] },
    ([c], [x, now], [all, images, w]) => {
      const first = ops.reshape(ops.slice(all!, { start: [0, 0, 0], shape: [1, 5, 5] }), [5, 5]);
      const kernel = ops.reshape(ops.slice(w!, { start: [0, 0, 0], shape: [1, 4, 4] }), [2, 2, 2, 2]);
      const still = ops.slice(images!, { start: [0, 0, 0, 0], shape: [1, 2, 4, 4] });
      const moving = ops.reshape(now!, [1, 2, 4, 4]);
      return {
        carries: [ops.sub(ops.matmul(c!, x!), ops.matmul(c!, first))],
        outputs: [still, moving].map((each) => ops.conv(each, kernel, { padding: 1 })),
      };
    },
  );
  assertCompilesExactly("slices", closed([h, xs, image], ...carries, ...outputs));
});

test("gradients through a recurrent network", () => {
  for (const length of lengths) {
    const [h, xs, w, u] = [float(2, 3), float(length, 2, 4), float(4, 3), float(3, 3)];
    const cell = (c: Value, x: Value, a: Value, b: Value): Value =>
      ops.tanh(ops.add(ops.matmul(x, a), ops.matmul(c, b)));
    const { carries, outputs } = ops.scan(
      { carries: [h], sequences: [xs], constants: [w, u] },
      ([c], [x], [a, b]) => {
        const next = cell(c!, x!, a!, b!);
        return { carries: [next], outputs: [next] };
      },
    );
    const loss = ops.add(ops.sum(ops.mul(outputs[0]!, outputs[0]!)), ops.sum(carries[0]!));
    const found = gradients([loss], [ops.full([], 1)], [h, xs, w, u]);
    assertCompilesNearly(`length ${length}`, closed([h, xs, w, u], loss, ...carries, ...outputs, ...found));
  }
});

test("weights are packed once, before the loop, also for a scan in its body", () => {
  const [h, xs, u] = [float(12, 5), float(4, 12, 5), float(5, 5)];
  const cell = (c: Value, x: Value, w: Value): Value => ops.tanh(ops.add(ops.matmul(c, w), x));
  const { carries } = ops.scan({ carries: [h], sequences: [xs], constants: [u] }, ([c], [x], [w]) => ({
    carries: ops.scan({ carries: [cell(c!, x!, w!)], constants: [x!, w!], length: 2 }, ([d], _, [y, v]) => ({
      carries: [cell(d!, y!, v!)],
    })).carries,
  }));
  const graph = closed([h, xs, u], ...carries);
  const isPack = ({ kernel }: Launch): boolean => kernel.name.startsWith("pack");
  const packs = compileGraph(graph, wasmTarget).steps.map(
    (step) =>
      (step.kind === "phase" ? [step] : step.body).flatMap(({ launches }) => launches.filter(isPack)).length,
  );
  assert.ok(packs.filter((count) => count > 0).length === 1 && packs[0]! > 0, packs.join(" "));
  assertCompilesNearly("packed once", graph);
});

test("a scan in the body of a scan", () => {
  for (const outer of lengths) {
    for (const inner of lengths) {
      const [start, xs, w] = [float(3), float(outer, inner, 3), float(3)];
      const { carries, outputs } = ops.scan(
        { carries: [start], sequences: [xs], constants: [w] },
        ([c], [rows], [u]) => {
          const result = ops.scan(
            { carries: [c!, u!], sequences: [rows!], constants: [u!] },
            ([p, q], [x], [v]) => ({
              carries: [ops.add(q!, x!), ops.sub(p!, v!)],
              outputs: [ops.add(p!, x!)],
            }),
          );
          return {
            carries: [ops.sub(result.carries[0]!, result.carries[1]!)],
            outputs: [result.outputs[0]!, c!],
          };
        },
      );
      assertCompilesExactly(`${outer} times ${inner}`, closed([start, xs, w], ...carries, ...outputs));
    }
  }
});

test("several scans over the same data, one reading the other's results", () => {
  const [xs, start] = [float(4, 3), float(3)];
  const first = ops.scan({ carries: [start], sequences: [xs] }, ([c], [x]) => {
    const next = ops.add(c!, x!);
    return { carries: [next], outputs: [next] };
  });
  const second = ops.scan(
    { carries: [first.carries[0]!], sequences: [ops.flip(first.outputs[0]!, [0]), xs] },
    ([c], [y, x]) => ({ carries: [ops.sub(c!, y!)], outputs: [ops.mul(c!, x!)] }),
  );
  const third = ops.scan({ carries: [start], sequences: [xs] }, ([c], [x]) => ({
    carries: [ops.mul(c!, x!)],
    outputs: [],
  }));
  const graph = closed(
    [xs, start],
    ...second.carries,
    ...second.outputs,
    ...third.carries,
    first.outputs[0]!,
  );
  assertCompilesExactly("scans", graph);
});

test("states read inside a scan are updated outside it, from its results", () => {
  for (const length of lengths) {
    const [state, weight, xs] = [float(3), float(3), float(length, 3)];
    const { carries, outputs } = ops.scan(
      { carries: [state], sequences: [xs], constants: [weight] },
      ([c], [x], [w]) => {
        const next = ops.add(ops.mul(c!, w!), x!);
        return { carries: [next], outputs: [ops.sub(next, w!)] };
      },
    );
    const graph = {
      inputs: [state, weight, xs],
      outputs: [outputs[0]!, state],
      updates: [
        { target: state, value: carries[0]! },
        { target: weight, value: ops.add(ops.add(weight, state), ops.sum(outputs[0]!, { axes: [0] })) },
      ],
    };
    const inputs = drawn(graph.inputs, length + 1, true);
    const [, old] = assertCompiles(`length ${length}`, graph, inputs, { tolerance: 0 });
    assert.deepEqual(old, inputs[0]);
  }
});

test("a long scan of integers equals the loop written in JavaScript", () => {
  const length = 37;
  const xs = input({ shape: [length], dtype: "int32" });
  const { carries, outputs } = ops.scan(
    { carries: [ops.constant(1, "int32")], sequences: [xs] },
    ([c], [x]) => {
      const next = ops.add(ops.mul(c!, 5), x!);
      return { carries: [next], outputs: [c!] };
    },
  );
  const data = Int32Array.from({ length }, (_, i) => (i * 11) % 7);
  const [last, all] = assertCompiles("loop", closed([xs], ...carries, ...outputs), [data], { tolerance: 0 });
  let carry = 1;
  const expected = Array.from(data, (x) => {
    const before = carry;
    carry = (Math.imul(carry, 5) + x) | 0;
    return before;
  });
  assert.deepEqual(Array.from(all!), expected);
  assert.deepEqual(Array.from(last!), [carry]);
});
