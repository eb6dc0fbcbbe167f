/**
 * Whole lowered programs as text, to be read by people when they change. With UPDATE_GOLDEN=1 in the environment each
 * test prints what it found, to be pasted here.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { gradients } from "../autodiff/gradients.ts";
import type { Graph } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import { printProgram } from "./lowered/print.ts";
import { closed, float } from "./run-compiled.testing.ts";

function assertGolden(name: string, graph: Graph, expected: string): void {
  const got = printProgram(compileGraph(graph, wasmTarget)).trim();
  if (process.env.UPDATE_GOLDEN !== undefined) console.log(`${name}:\n${got}\n`);
  else assert.equal(got, expected.trim());
}

test("a dense layer: pack, multiply, and one kernel for bias and relu", () => {
  const [x, w, b] = [float(3, 2), float(2, 5), float(5)];
  const layer = ops.relu(ops.add(ops.matmul(x, w), b));
  assertGolden(
    "dense layer",
    closed([x, w, b], layer),
    `
GOLDEN1
`,
  );
});

test("softmax over rows: maximum, exponential, sum, quotient", () => {
  const x = float(2, 4);
  assertGolden(
    "softmax",
    closed([x], ops.softmax(x)),
    `
GOLDEN2
`,
  );
});

test("a step of gradient descent on two layers: the updates come last", () => {
  const [x, a, b] = [float(4, 1), float(1, 4), float(4, 4)];
  const hidden = ops.relu(ops.matmul(x, a));
  const loss = ops.sum(ops.matmul(hidden, b));
  const [da, db] = gradients([loss], [ops.full([], 1)], [a, b]);
  const rate = 0.5;
  assertGolden(
    "training step",
    {
      inputs: [x, a, b],
      outputs: [loss],
      updates: [
        { target: a, value: ops.sub(a, ops.mul(da!, rate)) },
        { target: b, value: ops.sub(b, ops.mul(db!, rate)) },
      ],
    },
    `
GOLDEN3
`,
  );
});
