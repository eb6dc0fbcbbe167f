import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { type Accesses, launch, temporary } from "./launches.testing.ts";
import type { BufferSpec, Phase, Step } from "./lowered/program.ts";
import { planMemory } from "./plan-memory.ts";

const phase = (...accesses: Accesses[]): Phase => ({
  kind: "phase",
  launches: accesses.map((access, i) => launch(`k${i}`, access)),
});

const repeat = (extent: number, ...body: Phase[]): Step => ({
  kind: "repeat",
  variable: { id: -1, name: "step", extent },
  body,
});

function overlap(a: BufferSpec, b: BufferSpec): boolean {
  return a.arenaOffset! < b.arenaOffset! + b.length && b.arenaOffset! < a.arenaOffset! + a.length;
}

/**
 * Runs the steps phase by phase and fails where a launch reads a buffer of which a part was last written through
 * another buffer. A write covers its whole buffer.
 */
function assertIntact(buffers: readonly BufferSpec[], steps: readonly Step[], arenaLength: number): void {
  const owner = new Int32Array(arenaLength).fill(-1);
  const range = (b: number): [number, number] => [
    buffers[b]!.arenaOffset!,
    buffers[b]!.arenaOffset! + buffers[b]!.length,
  ];
  const phases = steps.flatMap((step) =>
    step.kind === "phase" ? [step] : Array.from({ length: step.variable.extent }, () => step.body).flat(),
  );
  const written = new Set<number>();
  for (const { launches } of phases) {
    const touched = launches.flatMap(({ kernel, arguments: args }) =>
      args.map(({ buffer }, i) => ({ buffer, access: kernel.parameters[i]!.access })),
    );
    for (const { buffer, access } of touched) {
      if (access === "write" || !written.has(buffer)) continue;
      const [from, to] = range(buffer);
      assert.ok(
        owner.subarray(from, to).every((each) => each === buffer),
        `buffer ${buffer} was overwritten`,
      );
    }
    for (const { buffer, access } of touched) {
      if (access === "read") continue;
      written.add(buffer);
      owner.fill(buffer, ...range(buffer));
    }
    for (const [i, a] of touched.entries()) {
      for (const b of touched.slice(i + 1)) {
        if (a.buffer === b.buffer) continue;
        assert.ok(
          !overlap(buffers[a.buffer]!, buffers[b.buffer]!),
          `${a.buffer} and ${b.buffer} at the same time`,
        );
      }
    }
  }
}

test("buffers of a chain take turns in two places", () => {
  const specs = Array.from({ length: 6 }, (_, i) => temporary(`t${i}`, 100));
  const steps = specs.map((_, i) => phase(i === 0 ? { writes: [0] } : { reads: [i - 1], writes: [i] }));
  const { buffers, arenaLength } = planMemory(specs, steps, true);
  assert.equal(arenaLength, 2 * 112);
  assertIntact(buffers, steps, arenaLength);
  assert.equal(planMemory(specs, steps, false).arenaLength, 6 * 112);
});

test("places start at cache lines, and other buffers have none", () => {
  const specs: BufferSpec[] = [
    { name: "x", type: "float32", length: 5, role: "input" },
    temporary("a", 5),
    temporary("b", 33),
    { name: "y", type: "int32", length: 5, role: "output" },
  ];
  const { buffers, arenaLength } = planMemory(specs, [phase({ reads: [0], writes: [1, 2, 3] })], true);
  assert.deepEqual(buffers[0], specs[0]);
  assert.deepEqual(buffers[3], specs[3]);
  assert.deepEqual([buffers[1]!.arenaOffset, buffers[2]!.arenaOffset], [48, 0]);
  assert.equal(arenaLength, 64);
});

test("what a repeat reads from outside lives through all of it", () => {
  const specs = [temporary("outside", 16), temporary("inside", 16), temporary("later", 16)];
  const steps = [
    phase({ writes: [0] }),
    repeat(3, phase({ reads: [0], writes: [1] }), phase({ reads: [1], writes: [2] })),
    phase({ reads: [2] }),
  ];
  const { buffers, arenaLength } = planMemory(specs, steps, true);
  assertIntact(buffers, steps, arenaLength);
  assert.equal(arenaLength, 48);
});

test("what one iteration hands to the next lives through the repeat", () => {
  const specs = [temporary("carried", 16), temporary("one", 16), temporary("two", 16)];
  const reads: Accesses[] = [
    { reads: [0], writes: [1] },
    { updates: [0], writes: [1] },
  ];
  for (const first of reads) {
    const steps = [
      repeat(3, phase(first), phase({ reads: [1], writes: [2] }), phase({ reads: [2], writes: [0] })),
    ];
    const { buffers, arenaLength } = planMemory(specs, steps, true);
    assertIntact(buffers, steps, arenaLength);
  }
});

test("a result of a repeat, and a value between two repeats, live on", () => {
  const specs = [temporary("a", 16), temporary("b", 16), temporary("c", 16), temporary("d", 16)];
  const steps = [
    repeat(2, phase({ writes: [0] }), phase({ writes: [1] }), phase({ reads: [1], writes: [2] })),
    repeat(2, phase({ writes: [3] }), phase({ reads: [3] }), phase({ reads: [0, 2] })),
  ];
  const { buffers, arenaLength } = planMemory(specs, steps, true);
  assertIntact(buffers, steps, arenaLength);
});

test("temporaries of different iterations share their places", () => {
  const specs = [temporary("a", 16), temporary("b", 16), temporary("c", 16)];
  const body = [
    phase({ writes: [0] }),
    phase({ reads: [0], writes: [1] }),
    phase({ reads: [1], writes: [2] }),
  ];
  assert.equal(planMemory(specs, [repeat(3, ...body)], true).arenaLength, 32);
});

test("random programs never overwrite what is read later, and take no more than without reuse", () => {
  const random = new Random(6);
  let [less, repeats] = [0, 0];
  for (let sample = 0; sample < 400; sample++) {
    const specs = Array.from({ length: random.integer(3, 14) }, (_, i) =>
      temporary(`t${i}`, random.integer(0, 70)),
    );
    const some = (most: number): number[] => [
      ...new Set(Array.from({ length: random.integer(0, most) }, () => random.integer(0, specs.length))),
    ];
    // What is updated has been written before: in a repeat, in the same iteration or before all of them.
    const known = new Set<number>();
    const randomPhase = (): Phase => {
      const writes = [random.integer(0, specs.length)];
      const updates = some(2).filter((b) => !writes.includes(b) && known.has(b));
      known.add(writes[0]!);
      return phase({ writes, updates, reads: some(3).filter((b) => ![...writes, ...updates].includes(b)) });
    };
    const steps = Array.from({ length: random.integer(1, 10) }, (): Step => {
      if (random.uniform() > 0.25) return randomPhase();
      repeats++;
      return repeat(random.integer(1, 4), ...Array.from({ length: random.integer(1, 5) }, randomPhase));
    });
    const { buffers, arenaLength } = planMemory(specs, steps, true);
    assertIntact(buffers, steps, arenaLength);
    const separate = planMemory(specs, steps, false);
    assertIntact(separate.buffers, steps, separate.arenaLength);
    for (const [i, a] of separate.buffers.entries()) {
      for (const b of separate.buffers.slice(i + 1)) assert.ok(!overlap(a, b));
    }
    assert.ok(arenaLength <= separate.arenaLength);
    if (arenaLength < separate.arenaLength) less++;
  }
  assert.ok(less > 200 && repeats > 200, `${less} smaller, ${repeats} repeats`);
});
