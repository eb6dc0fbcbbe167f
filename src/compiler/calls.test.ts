/** Compiled bodies: what a checkpoint saves and keeps apart, and that custom ops leave no trace. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import type { Graph, Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import {
  assertCompilesNearly,
  assertSameBits,
  closed,
  drawn,
  float,
  runProgram,
} from "./run-compiled.testing.ts";

/** The gradient of `depth` blocks of four layers, [32, 16] each. */
function deep(depth: number, wrap: boolean): Graph {
  const x = float(32, 16);
  const weights = Array.from({ length: depth * 4 }, () => float(16, 16));
  let h: Value = x;
  for (let at = 0; at < weights.length; at += 4) {
    const before = h;
    for (const w of weights.slice(at, at + 4)) h = ops.tanh(ops.matmul(h, w));
    if (wrap) h = ops.checkpoint([before], [h])[0]!;
  }
  const loss = ops.sum(ops.mul(h, h));
  return closed([x, ...weights], loss, ...gradients([loss], [ops.full([], 1)], weights));
}

test("the same bits, and less memory the deeper the network is", () => {
  const [kept, again] = [deep(4, false), deep(4, true)].map((graph) => compileGraph(graph, wasmTarget)) as [
    ReturnType<typeof compileGraph>,
    ReturnType<typeof compileGraph>,
  ];
  const graphs = [deep(4, false), deep(4, true)] as const;
  const data = drawn(graphs[0].inputs, 1, false);
  const results = graphs.map((graph) => runProgram(compileGraph(graph, wasmTarget), graph, data, false));
  for (const [i, array] of results[1]!.entries()) assertSameBits(array, results[0]![i]!, `result ${i}`);
  assert.ok(
    again.arenaLength < 0.75 * kept.arenaLength,
    `${again.arenaLength} of ${kept.arenaLength} elements`,
  );
});

test("checkpoints in checkpoints, in scans, and scans in checkpoints", () => {
  const [x, w, rows] = [float(5), float(5), float(3, 5)];
  const inner = (h: Value) => ops.checkpoint([h], [ops.sin(ops.mul(h, w))])[0]!;
  const [nested] = ops.checkpoint([x], [ops.mul(inner(x), inner(ops.neg(x)))]);
  const scanned = ops.scan({ carries: [nested!], sequences: [rows], constants: [w] }, ([c], [row], [k]) => {
    const [next] = ops.checkpoint([c!, row!], [ops.tanh(ops.add(ops.mul(c!, k!), row!))]);
    return { carries: [next!], outputs: [next!] };
  });
  const around = ops.checkpoint(
    [rows],
    ops.scan({ carries: [x], sequences: [rows] }, ([c], [row]) => ({ carries: [ops.mul(c!, ops.cos(row!))] }))
      .carries,
  );
  const loss = ops.sum(ops.add(ops.add(scanned.outputs[0]!, scanned.carries[0]!), around[0]!));
  const found = gradients([loss], [ops.full([], 1)], [x, w, rows]);
  const second = gradients([ops.sum(ops.mul(found[0]!, found[0]!))], [ops.full([], 1)], [w, rows]);
  assertCompilesNearly("nested", closed([x, w, rows], loss, ...found, ...second));
});

test("a custom op is compiled as if its formula stood there", () => {
  const x = float(40);
  const formula = (v: Value) => ops.mul(v, ops.tanh(v));
  const [named] = ops.custom([x], { name: "gate", forward: (v) => [formula(v!)], vjp: () => [undefined] });
  const text = (y: Value) => JSON.stringify(compileGraph(closed([x], ops.neg(y)), wasmTarget));
  assert.equal(text(named!), text(formula(x)));
});
