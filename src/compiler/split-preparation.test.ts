import assert from "node:assert/strict";
import { test } from "node:test";
import { type Accesses, launch, temporary } from "./launches.testing.ts";
import type { BufferSpec, Program, Step } from "./lowered/program.ts";
import { splitPreparation } from "./split-preparation.ts";

const input = (name: string): BufferSpec => ({ name, type: "float32", length: 4, role: "input" });

/** Buffers 0 to 2 are inputs, 3 an output, the others temporaries; one launch a phase. */
function program(...accesses: (readonly [string, Accesses])[]): Program {
  return programOf(accesses.map(([name, access]) => ({ kind: "phase", launches: [launch(name, access)] })));
}

function programOf(steps: readonly Step[]): Program {
  const output: BufferSpec = { ...input("out"), role: "output" };
  const temporaries = [4, 5, 6, 7].map((i) => ({ ...temporary(`t${i}`, 4), arenaOffset: 16 * i }));
  const buffers = [input("w"), input("v"), input("x"), output, ...temporaries];
  const target = {
    name: "test",
    lanes: 4,
    accumulators: 8,
    fusedMultiplyAdd: false,
    broadcastOperand: false,
  };
  return { target, buffers, steps, arenaLength: 256 };
}

/** Names of the launches of both parts, and the buffers that are kept. */
function split(subject: Program, lasting: readonly number[]): unknown {
  const found = splitPreparation(subject, new Set(lasting));
  const names = (steps: readonly Step[]): unknown[] =>
    steps.flatMap((step): unknown[] =>
      step.kind === "phase" ? step.launches.map(({ kernel }) => kernel.name) : [names(step.body)],
    );
  return found && [names(found.steps), names(found.rest), found.sources, found.kept];
}

test("what reads lasting inputs only is prepared, and kept where the rest reads it", () => {
  const subject = program(
    ["turn", { reads: [0], writes: [4] }],
    ["pack", { reads: [4, 1], writes: [5] }],
    ["multiply", { reads: [2, 5], writes: [3] }],
  );
  assert.deepEqual(split(subject, [0, 1]), [["turn", "pack"], ["multiply"], [0, 1], [5]]);
  assert.deepEqual(split(subject, [0]), [["turn"], ["pack", "multiply"], [0], [4]]);
  assert.equal(split(subject, []), undefined);
  assert.equal(split(subject, [1]), undefined);
});

test("outputs are written at each run", () => {
  assert.equal(split(program(["copy", { reads: [0], writes: [3] }]), [0]), undefined);
});

test("a buffer that something else writes as well is left alone, and what follows from it", () => {
  const subject = program(
    ["pack", { reads: [0], writes: [4] }],
    ["more", { reads: [2], updates: [4] }],
    ["turn", { reads: [4], writes: [5] }],
    ["fill", { writes: [6] }],
    ["scale", { reads: [1, 6], writes: [7] }],
    ["multiply", { reads: [5, 7], writes: [3] }],
  );
  const prepared = ["fill", "scale"];
  assert.deepEqual(split(subject, [0, 1]), [prepared, ["pack", "more", "turn", "multiply"], [1], [7]]);
});

test("a buffer that is read before it is complete is left alone", () => {
  const subject = program(
    ["first", { reads: [0], writes: [4] }],
    ["early", { reads: [2, 4], writes: [5] }],
    ["second", { reads: [1], updates: [4] }],
    ["multiply", { reads: [4, 5], writes: [3] }],
  );
  assert.equal(split(subject, [0, 1]), undefined);
  const inOrder = program(
    ["first", { reads: [0], writes: [4] }],
    ["second", { reads: [1], updates: [4] }],
    ["early", { reads: [2, 4], writes: [5] }],
    ["multiply", { reads: [4, 5], writes: [3] }],
  );
  assert.deepEqual(split(inOrder, [0, 1]), [["first", "second"], ["early", "multiply"], [0, 1], [4]]);
});

test("nothing leaves a repeat", () => {
  const phase = (name: string, accesses: Accesses) =>
    ({ kind: "phase", launches: [launch(name, accesses)] }) as const;
  const subject = programOf([
    phase("pack", { reads: [0], writes: [4] }),
    {
      kind: "repeat",
      variable: { id: 0, name: "t", extent: 3 },
      body: [phase("turn", { reads: [1], writes: [5] }), phase("step", { reads: [4, 5], updates: [3] })],
    },
  ]);
  assert.deepEqual(split(subject, [0, 1]), [["pack"], [["turn", "step"]], [0], [4]]);
});
