import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { type Accesses, launch } from "./launches.testing.ts";
import type { Launch, Step } from "./lowered/program.ts";
import { schedule, type Task } from "./schedule.ts";

const task = (...launches: Launch[]): Task => ({ kind: "launches", launches });

/** Names of the launches of each phase; a repeat is a list of such. */
function names(steps: readonly Step[]): unknown[] {
  return steps.map((step) =>
    step.kind === "phase" ? step.launches.map(({ kernel }) => kernel.name) : { repeat: names(step.body) },
  );
}

function scheduled(...accesses: (readonly [string, Accesses])[]): unknown[] {
  return names(schedule(accesses.map(([name, access]) => task(launch(name, access)))));
}

test("launches that do not depend on each other share a phase", () => {
  const phases = scheduled(
    ["a", { writes: [0], reads: [9] }],
    ["b", { writes: [1], reads: [9] }],
    ["c", { writes: [2], reads: [0] }],
    ["d", { writes: [3], reads: [9] }],
    ["e", { writes: [4], reads: [1, 3] }],
  );
  assert.deepEqual(phases, [
    ["a", "b", "d"],
    ["c", "e"],
  ]);
});

test("a reader comes after the writer", () => {
  assert.deepEqual(scheduled(["w", { writes: [0] }], ["r", { reads: [0], writes: [1] }]), [["w"], ["r"]]);
  assert.deepEqual(scheduled(["u", { updates: [0] }], ["r", { reads: [0], writes: [1] }]), [["u"], ["r"]]);
});

test("a writer comes after the readers before it", () => {
  assert.deepEqual(scheduled(["r", { reads: [0], writes: [1] }], ["w", { writes: [0] }]), [["r"], ["w"]]);
  assert.deepEqual(scheduled(["r", { reads: [0], writes: [1] }], ["u", { updates: [0] }]), [["r"], ["u"]]);
  const late = scheduled(
    ["a", { writes: [1] }],
    ["r", { reads: [0, 1], writes: [2] }],
    ["r2", { reads: [0], writes: [3] }],
    ["w", { writes: [0] }],
  );
  assert.deepEqual(late, [["a"], ["r", "r2"], ["w"]]);
});

test("what depends on nothing comes just before its first reader, or the writer of what it reads", () => {
  const phases = scheduled(
    ["fill", { writes: [1] }],
    ["pack", { reads: [9], writes: [2] }],
    ["alone", { writes: [3] }],
    ["a", { writes: [4] }],
    ["b", { reads: [4], writes: [5] }],
    ["c", { reads: [5], updates: [1] }],
    ["d", { reads: [1, 2], writes: [6] }],
    ["e", { reads: [6], writes: [9] }],
  );
  assert.deepEqual(phases, [["alone", "a"], ["fill", "b"], ["pack", "c"], ["d"], ["e"]]);
});

test("a writer comes after the writer before it", () => {
  assert.deepEqual(scheduled(["w", { writes: [0] }], ["w2", { writes: [0] }]), [["w"], ["w2"]]);
  assert.deepEqual(scheduled(["u", { updates: [0] }], ["u2", { updates: [0] }]), [["u"], ["u2"]]);
});

test("launches of one task share a phase, as late as the last of them must be", () => {
  const steps = schedule([
    task(launch("a", { writes: [0] })),
    task(launch("b", { writes: [1], reads: [0] }), launch("c", { writes: [1] })),
    task(launch("d", { writes: [2] })),
  ]);
  assert.deepEqual(names(steps), [
    ["a", "d"],
    ["b", "c"],
  ]);
});

test("one by one, each task has a phase of its own", () => {
  const tasks = ["a", "b", "c"].map((name, i) => task(launch(name, { writes: [i] })));
  assert.deepEqual(names(schedule(tasks, true)), [["a"], ["b"], ["c"]]);
});

test("nothing passes a repeat", () => {
  const variable = { id: -1, name: "step", extent: 3 };
  const steps = schedule([
    task(launch("a", { writes: [0] })),
    {
      kind: "repeat",
      variable,
      tasks: [
        task(launch("b", { writes: [1] })),
        task(launch("c", { writes: [2] })),
        task(launch("d", { writes: [3], reads: [1] })),
      ],
    },
    task(launch("e", { writes: [4] })),
  ]);
  assert.deepEqual(names(steps), [["a"], { repeat: [["b", "c"], ["d"]] }, ["e"]]);
  assert.throws(
    () => schedule([{ kind: "repeat", variable, tasks: [{ kind: "repeat", variable, tasks: [] }] }]),
    /do not nest/,
  );
});

type Access = Record<"writes" | "updates" | "reads", readonly number[]>;

/** Whether one of two tasks changes what the other touches. */
function conflicts(a: Access, b: Access): boolean {
  const changed = (access: Access): number[] => [...access.writes, ...access.updates];
  const touched = (access: Access): number[] => [...changed(access), ...access.reads];
  return [
    [a, b],
    [b, a],
  ].some(([one, other]) => changed(one!).some((buffer) => touched(other!).includes(buffer)));
}

test("random tasks keep every order that a buffer imposes, and wait for no other without need", () => {
  const random = new Random(3);
  for (let sample = 0; sample < 300; sample++) {
    const buffers = random.integer(2, 8);
    const some = (): number[] =>
      Array.from({ length: random.integer(0, 3) }, () => random.integer(0, buffers));
    const accesses = Array.from({ length: random.integer(2, 12) }, () => {
      const [written, updated] = [some(), some()];
      return { writes: written, updates: updated.filter((b) => !written.includes(b)), reads: some() };
    });
    const steps = schedule(accesses.map((access, i) => task(launch(`${i}`, access))));
    const level = new Map<number, number>();
    steps.forEach((step, at) => {
      assert.ok(step.kind === "phase" && step.launches.length > 0);
      for (const { kernel } of step.launches) level.set(Number(kernel.name), at);
    });
    assert.equal(level.size, accesses.length);
    accesses.forEach((later, i) => {
      const needed = accesses
        .slice(0, i)
        .flatMap((earlier, j) => (conflicts(earlier, later) ? [level.get(j)! + 1] : []));
      const dependents = accesses.flatMap((other, j) =>
        j > i && conflicts(later, other) ? [level.get(j)! - 1] : [],
      );
      const expected = needed.length > 0 ? Math.max(...needed) : Math.min(...dependents);
      assert.equal(
        level.get(i),
        Number.isFinite(expected) ? expected : 0,
        `task ${i} of ${JSON.stringify(accesses)}`,
      );
    });
  }
});
