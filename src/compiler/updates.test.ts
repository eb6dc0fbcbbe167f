/** Updates of states: each sees the old values of all, however they read each other. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { Random } from "../base/random.ts";
import type { Graph, Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import { assertCompiles, drawn, float } from "./run-compiled.testing.ts";

/** Compiles and runs updates of square states; the new values must be those of the reference, from old states. */
function assertUpdates(
  what: string,
  states: readonly Value[],
  values: readonly Value[],
  outputs: readonly Value[] = [],
  others: readonly Value[] = [],
): Float32Array[] {
  const graph: Graph = {
    inputs: [...states, ...others],
    outputs,
    updates: values.map((value, i) => ({ target: states[i]!, value })),
  };
  const inputs = drawn(graph.inputs, states.length, true);
  return assertCompiles(what, graph, inputs, { tolerance: 0 }) as Float32Array[];
}

const square = (count: number, size = 5): Value[] => Array.from({ length: count }, () => float(size, size));
const turn = (value: Value): Value => ops.permute(value, [1, 0]);

test("two states swap, with and without arithmetic", () => {
  const [a, b] = square(2) as [Value, Value];
  const inputs = drawn([a, b], 2, true);
  assert.deepEqual(assertUpdates("swap", [a, b], [b, a]), [inputs[1], inputs[0]]);
  assertUpdates("swap with arithmetic", [a, b], [ops.add(b, 1), ops.sub(a, b)]);
});

test("states in a ring of every size pass their values on", () => {
  for (const count of [1, 2, 3, 4, 5, 6, 9]) {
    const states = square(count);
    const next = (i: number): Value => states[(i + 1) % count]!;
    assertUpdates(
      `ring of ${count}`,
      states,
      states.map((_, i) => next(i)),
    );
    assertUpdates(
      `turned ring of ${count}`,
      states,
      states.map((_, i) => turn(next(i))),
    );
    assertUpdates(
      `flipped ring of ${count}`,
      states,
      states.map((state, i) => ops.add(state, ops.flip(next(i), [0]))),
    );
  }
});

test("states in a chain, in order and against it", () => {
  const states = square(6);
  assertUpdates(
    "forwards",
    states,
    states.map((state, i) => ops.add(state, states[Math.max(i - 1, 0)]!)),
  );
  assertUpdates(
    "backwards",
    states,
    states.map((state, i) => ops.sub(state, states[Math.min(i + 1, 5)]!)),
  );
  assertUpdates(
    "all read the last",
    states,
    states.map((state) => ops.mul(state, states[5]!)),
  );
  assertUpdates("the first reads all", states, [
    states.reduce((a, b) => ops.add(a, turn(b))),
    ...states.slice(1),
  ]);
});

test("a state that reads itself in another order", () => {
  const [a] = square(1) as [Value];
  assertUpdates("transposed", [a], [turn(a)]);
  assertUpdates("transposed and added", [a], [ops.add(a, turn(a))]);
  assertUpdates("flipped", [a], [ops.flip(a, [1])]);
  assertUpdates("both flipped", [a], [ops.flip(a, [0, 1])]);
  const shifted = ops.pad(ops.slice(a, { start: [0, 1], shape: [5, 4] }), { low: [0, 0], high: [0, 1] });
  assertUpdates("shifted", [a], [shifted]);
  const first = ops.expand(ops.slice(a, { start: [1, 0], shape: [1, 5] }), [5, 5]);
  assertUpdates("one row spread", [a], [first]);
  assertUpdates("minus one element", [a], [ops.sub(a, ops.slice(a, { start: [2, 2], shape: [1, 1] }))]);
});

test("states that read another in another order, both ways", () => {
  const [a, b, c] = square(3) as [Value, Value, Value];
  assertUpdates("one transposed", [a, b], [ops.add(a, turn(b)), ops.add(b, a)]);
  assertUpdates("both transposed", [a, b], [turn(b), turn(a)]);
  assertUpdates(
    "a third in the middle",
    [a, b, c],
    [ops.add(a, b), ops.add(turn(c), b), ops.sub(c, turn(a))],
  );
  assertUpdates("shifted", [a, b], [ops.add(a, ops.flip(b, [0])), ops.add(b, ops.flip(a, [1]))]);
});

test("states of different shapes that read each other", () => {
  const [a, row, one] = [float(4, 3), float(3), float()];
  const values = [
    ops.add(ops.add(a, row), one),
    ops.sub(row, ops.reshape(ops.slice(a, { start: [1, 0], shape: [1, 3] }), [3])),
    ops.add(one, ops.reshape(ops.slice(row, { start: [2], shape: [1] }), [])),
  ];
  assertUpdates("shapes", [a, row, one], values);
  assertUpdates(
    "sums",
    [a, row, one],
    [values[0]!, ops.sum(a, { axes: [0] }), ops.add(ops.sum(a), ops.sum(row))],
  );
});

test("updates share an expensive value, and outputs keep the old states", () => {
  const [a, b, x] = [float(6), float(6), float(6)];
  const gradient = ops.mul(ops.sub(a, x), ops.add(b, 2));
  const momentum = ops.add(ops.mul(b, 2), gradient);
  const outputs = [a, b, ops.sub(a, b), ops.sum(momentum), gradient];
  assertUpdates("momentum", [b, a], [momentum, ops.sub(a, momentum)], outputs, [x]);
});

test("an update with an input's own value, a constant, or an empty state", () => {
  const [a, b, empty, x] = [float(4), float(4), float(0, 3), float(4)];
  assertUpdates("given", [a, b, empty], [x, ops.full([4], 2), ops.add(empty, 1)], [a], [x]);
  assertUpdates("unchanged", [a], [a], [ops.neg(a)]);
});

test("states that read each other element by element share one kernel", () => {
  const [a, b] = [float(64), float(64)];
  const momentum = ops.add(ops.mul(b, 2), a);
  const graph: Graph = {
    inputs: [a, b],
    outputs: [],
    updates: [
      { target: b, value: momentum },
      { target: a, value: ops.sub(a, momentum) },
    ],
  };
  const { steps } = compileGraph(graph, wasmTarget);
  assert.equal(steps.length, 1);
});

test("random updates of a few states", () => {
  const random = new Random(11);
  for (let sample = 0; sample < 60; sample++) {
    const states = square(random.integer(1, 7), random.pick([3, 17]));
    const term = (): Value => {
      const state = random.pick(states);
      return random.pick([state, state, state, turn(state), ops.flip(state, [random.integer(0, 2)])]);
    };
    const values = states.map((state) => {
      let value = random.uniform() < 0.5 ? state : term();
      while (random.uniform() < 0.5) value = ops.add(value, term());
      return value;
    });
    assertUpdates(`sample ${sample}`, states, values, random.uniform() < 0.3 ? [term()] : []);
  }
});
