/** Scans rewritten: they mean the same, give the bits of their steps written out, and leave little in the loop. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { interpretGraph } from "../backends/reference/interpret.ts";
import { Random } from "../base/random.ts";
import { type Graph, topologicalOrder, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { opOf } from "../ops/table.ts";
import { compileGraph } from "./compile.ts";
import { rewriteScans } from "./rewrite-scans.ts";
import { assertCompiles, assertSameBits, closed, drawn, float, runProgram } from "./run-compiled.testing.ts";
import { simplify } from "./simplify.ts";

const [rows, width] = [3, 5];

type Choice = (random: Random, values: readonly Value[], weights: readonly Value[]) => Value;

/** Each keeps the shape [rows, width], so that any may follow any. */
const choices: readonly Choice[] = [
  (random, values) => ops.add(random.pick(values), random.pick(values)),
  (random, values) => ops.mul(random.pick(values), ops.mul(random.pick(values), 0.5)),
  (random, values) => ops.tanh(random.pick(values)),
  (random, values) => ops.sigmoid(random.pick(values)),
  (random, values, weights) => ops.matmul(random.pick(values), random.pick(weights)),
  (random, values, weights) => ops.matmul(random.pick(values), ops.tanh(random.pick(weights))),
  (random, values, weights) => ops.matmul(random.pick(values), ops.permute(random.pick(weights), [1, 0])),
  (random, values) => {
    const [x, y] = [random.pick(values), random.pick(values)];
    const square = ops.matmul(ops.permute(x, [1, 0]), y);
    return ops.matmul(random.pick(values), ops.tanh(square));
  },
  (random, values, weights) => {
    const row = ops.sum(random.pick(weights), { axes: [0] });
    return ops.sub(random.pick(values), row);
  },
  (random, values) => {
    const x = random.pick(values);
    return ops.sub(x, ops.max(x, { axes: [random.integer(0, 2)], keepDims: true }));
  },
  (random, values) => {
    const x = random.pick(values);
    const left = ops.slice(x, { start: [0, 0], shape: [rows, 2] });
    const right = ops.slice(x, { start: [0, 2], shape: [rows, width - 2] });
    return ops.concat([ops.neg(right), left], 1);
  },
  (random, values) => ops.flip(random.pick(values), [random.integer(0, 2)]),
  (random, values) => ops.gather(random.pick(values), ops.sub(width - 1, ops.iota([width], 0)), { axis: 1 }),
];

interface RandomScan {
  readonly inputs: readonly Value[];
  readonly results: readonly Value[];
  /** The same, one step after the other. */
  readonly writtenOut: readonly Value[];
}

/** Two carries of which one may be a sum, two sequences, two matrices. */
function randomScan(random: Random, length: number): RandomScan {
  const inputs = [
    float(rows, width),
    float(rows, width),
    float(length, rows, width),
    float(length, rows, width),
    float(width, width),
    float(width, width),
  ];
  const [a, b, xs, ys, v, w] = inputs as [Value, Value, Value, Value, Value, Value];
  const reverse = random.pick([false, true]);
  const seed = random.integer(0, 1e6);
  const step = (carries: readonly Value[], slices: readonly Value[], weights: readonly Value[]) => {
    const draws = new Random(seed);
    const moving = [...carries, ...slices];
    for (let i = 0; i < 8; i++) moving.push(draws.pick(choices)(draws, moving, weights));
    const still = [...slices];
    for (let i = 0; i < 3; i++) still.push(draws.pick(choices)(draws, still, weights));
    const next = ops.tanh(ops.add(moving.at(-1)!, still.at(-1)!));
    const product = ops.matmul(slices[0]!, draws.pick(weights));
    const total = draws.pick([
      moving.at(-2)!,
      ops.add(carries[1]!, product),
      ops.add(carries[1]!, ops.sub(ops.matmul(next, weights[0]!), still.at(-2)!)),
      carries[1]!,
    ]);
    const outputs = [
      draws.pick([next, carries[0]!, moving.at(-3)!]),
      ops.matmul(draws.pick([next, moving.at(-2)!]), weights[1]!),
      draws.pick([
        still.at(-1)!,
        slices[1]!,
        ops.expand(ops.reshape(weights[0]!, [width, width]), [width, width]),
      ]),
    ];
    return { carries: [next, total], outputs };
  };
  const { carries, outputs } = ops.scan(
    { carries: [a, b], sequences: [xs, ys], constants: [v, w], length, reverse },
    step,
  );
  let state: readonly Value[] = [a, b];
  const left: (readonly Value[])[] = [];
  for (let turn = 0; turn < length; turn++) {
    const t = reverse ? length - 1 - turn : turn;
    const at = (all: Value): Value =>
      ops.reshape(ops.slice(all, { start: [t, 0, 0], shape: [1, rows, width] }), [rows, width]);
    const after = step(state, [at(xs), at(ys)], [v, w]);
    state = after.carries;
    left[t] = after.outputs;
  }
  const stacked = outputs.map((value, i) =>
    length === 0
      ? value
      : ops.concat(
          left.map((each) => ops.reshape(each[i]!, [1, ...each[i]!.shape])),
          0,
        ),
  );
  return { inputs, results: [...carries, ...outputs], writtenOut: [...state, ...stacked] };
}

function total(values: readonly Value[]): Value {
  return values.map((value) => ops.sum(ops.mul(value, value))).reduce((a, b) => ops.add(a, b));
}

function near(got: readonly Float64Array[], want: readonly Float64Array[], what: string): void {
  for (const [i, array] of want.entries()) {
    const scale = array.reduce((most, each) => Math.max(most, Math.abs(each)), 1);
    array.forEach((each, at) => {
      const value = got[i]![at]!;
      assert.ok(Math.abs(value - each) <= 1e-9 * scale, `${what}, result ${i}: ${value}, expected ${each}`);
    });
  }
}

test("random scans, their gradients and second derivatives mean the same rewritten, and compile", () => {
  const random = new Random(31);
  for (let round = 0; round < 48; round++) {
    const length = [0, 1, 2, 3, 7][round % 5]!;
    const { inputs, results } = randomScan(random, length);
    const first = gradients([total(results)], [ops.full([], 1)], inputs);
    const second = gradients([total(first)], [ops.full([], 1)], inputs);
    const graph = closed(inputs, ...results, ...first, ...(round % 3 === 0 ? second : []));
    const data = drawn(inputs, round, false).map((array) => array.map((each) => each * 0.25));
    const doubles = data.map((array) => Float64Array.from(array));
    const what = `round ${round}, length ${length}`;
    near(interpretGraph(rewriteScans(simplify(graph)), doubles), interpretGraph(graph, doubles), what);
    if (round % 4 === 0) assertCompiles(what, graph, data, { tolerance: 1e-5 });
  }
});

test("a scan that adds nothing up has the bits of its steps written out", () => {
  const random = new Random(32);
  for (let round = 0; round < 40; round++) {
    const length = [1, 2, 3, 7][round % 4]!;
    const { inputs, results, writtenOut } = randomScan(random, length);
    // The second carry may be a sum.
    const sums = results[1]!;
    const pairs = results
      .map((value, i) => [value, writtenOut[i]!] as const)
      .filter(([value]) => value !== sums);
    const graph = closed(inputs, ...pairs.flat());
    const got = runProgram(compileGraph(graph, wasmTarget), graph, drawn(inputs, round, false), false);
    pairs.forEach((_, i) => assertSameBits(got[2 * i]!, got[2 * i + 1]!, `round ${round}, result ${i}`));
  }
});

/** Σ hₜ² of a network hₜ₊₁ = tanh(x · W + b + h · U), projected by V in the step, with its gradients. */
function recurrent(length: number): Graph {
  const inputs = [float(2, 4), float(length, 2, 3), float(3, 4), float(4), float(4, 4), float(4, 6)];
  const [h, xs, ...weights] = inputs as [Value, Value, ...Value[]];
  const { carries, outputs } = ops.scan(
    { carries: [h], sequences: [xs], constants: weights },
    ([h], [x], [w, b, u, v]) => {
      const next = ops.tanh(ops.add(ops.add(ops.matmul(x!, w!), b!), ops.matmul(h!, u!)));
      return { carries: [next], outputs: [ops.matmul(next, v!)] };
    },
  );
  const loss = total([...carries, ...outputs]);
  return closed(inputs, loss, ...gradients([loss], [ops.full([], 1)], inputs));
}

/** The products in the bodies of the scans of a graph, scan by scan. */
function productsInLoops(graph: Graph): number[] {
  return topologicalOrder(graph.outputs).flatMap((node) => {
    const { property } = opOf(node);
    if (property.kind !== "scan") return [];
    const { body } = property.parts(node.attributes);
    return topologicalOrder(body.outputs).filter((each) => opOf(each).property.kind === "contraction").length;
  });
}

test("of a recurrent network one product a loop stays: that with the carry", () => {
  const graph = recurrent(6);
  assert.deepEqual(productsInLoops(graph), [3, 2, 6]);
  assert.deepEqual(productsInLoops(rewriteScans(simplify(graph))), [1, 1]);
});

test("carries that are equal, or never change, are not carried", () => {
  const [a, b, x] = [float(3), float(3), float(5, 3)];
  const { carries } = ops.scan(
    { carries: [a, a, b, ops.zeros([3])], sequences: [x] },
    ([p, q, r, z], [s]) => ({
      carries: [ops.add(ops.mul(p!, r!), s!), ops.add(ops.mul(q!, r!), s!), r!, ops.add(z!, ops.mul(q!, s!))],
    }),
  );
  const rewritten = rewriteScans(simplify(closed([a, b, x], ...carries)));
  const [one, two, still, sum] = rewritten.outputs as [Value, Value, Value, Value];
  assert.equal(one, two);
  assert.equal(still, b);
  assert.equal(opOf(one.node).property.kind, "scan");
  assert.equal(one.node.attributes.carries, 2);
  assert.equal(sum.node, one.node);
});

test("scans over the same inputs become one", () => {
  const [a, x] = [float(3), float(5, 3)];
  const scans = [0, 1].map(() =>
    ops.scan({ carries: [a], sequences: [x] }, ([c], [s]) => {
      const next = ops.tanh(ops.add(c!, s!));
      return { carries: [next], outputs: [ops.mul(next, next)] };
    }),
  );
  const backwards = ops.scan({ carries: [a], sequences: [x], reverse: true }, ([c], [s]) => ({
    carries: [ops.tanh(ops.add(c!, s!))],
  }));
  const all = [...scans, backwards].flatMap(({ carries, outputs }) => [...carries, ...outputs]);
  const { outputs } = rewriteScans(simplify(closed([a, x], ...all)));
  assert.deepEqual(outputs.slice(0, 2), outputs.slice(2, 4));
  assert.notEqual(outputs[4]!.node, outputs[0]!.node);
});
