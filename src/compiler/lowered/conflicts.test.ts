import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { findConflict } from "./conflicts.ts";
import { interpretProgram } from "./interpret.ts";
import { printProgram } from "./print.ts";
import type { Argument, IndexVariable, Kernel, Phase, Program, Repeat } from "./program.ts";
import { RandomChoices } from "./random-choices.ts";

/** Up to three loads and stores of one buffer at random strides, around element 0 of the argument. */
function randomAccesses(choices: RandomChoices, repeat: IndexVariable | undefined): Kernel {
  const k = new KernelBuilder(4);
  const parameter = k.parameter("x", "float32", "update");
  const grid = ["g", "h"].map((name) => k.gridVariable(name, choices.from(1, 3)));
  const value = k.constant("float32", 1);
  k.loop("i", choices.from(1, 3), [], (i) => {
    const outer = repeat === undefined ? grid : [...grid, repeat];
    const strides = outer.map((variable) => [variable, choices.pick([0, 1, 2, 4, 7, 12, -12, 36])] as const);
    for (let count = choices.from(1, 3); count > 0; count--) {
      // Accesses of one kernel often move with the chunk in the same way.
      const own = choices.chance(0.7)
        ? strides
        : outer.map((variable) => [variable, choices.from(-13, 13)] as const);
      const offset = affine(choices.from(-4, 4), ...own, [i, choices.from(-4, 4)]);
      const laneStride = choices.pick([1, 1, 2, -3]);
      const valid = choices.from(1, 4);
      if (choices.chance(0.4)) k.loadPart("float32", { parameter, offset, laneStride }, valid);
      else k.storePart({ parameter, offset, laneStride }, value, valid);
    }
    return [];
  });
  return k.finish("accesses", repeat);
}

test("conflicts are found exactly where the interpreter meets them", () => {
  const choices = new RandomChoices(5);
  let conflicts = 0;
  const count = 600;
  for (let i = 0; i < count; i++) {
    const counter = choices.chance(0.3) ? { id: 1000, name: "t", extent: choices.from(1, 4) } : undefined;
    const launches = Array.from({ length: choices.from(1, 2) }, () => {
      const moves = counter === undefined ? 0 : choices.from(-20, 20);
      const argument: Argument = {
        buffer: 0,
        offset: affine(choices.pick([500, 500, 560, 620]), ...(counter ? [[counter, moves] as const] : [])),
        oddOffset: counter === undefined ? 0 : choices.from(-40, 40),
      };
      return { kernel: randomAccesses(choices, counter), arguments: [argument] };
    });
    const phase: Phase = { kind: "phase", launches };
    const step: Phase | Repeat = counter ? { kind: "repeat", variable: counter, body: [phase] } : phase;
    const program: Program = {
      target: { name: "test", lanes: 4, accumulators: 8, fusedMultiplyAdd: false, broadcastOperand: false },
      buffers: [{ name: "x", type: "float32", length: 1100, role: "state" }],
      steps: [step],
      arenaLength: 0,
    };
    const found = findConflict(phase, counter, program);
    if (found !== undefined) conflicts++;
    const run = (): void =>
      interpretProgram(program, [new Float32Array(1100)], { order: "shuffled", seed: i });
    try {
      if (found === undefined) run();
      else assert.throws(run, /in the same phase/);
    } catch (error) {
      throw new Error(`${found} in case ${i}:\n${printProgram(program)}`, { cause: error });
    }
  }
  assert.ok(conflicts > count / 4 && conflicts < (count * 3) / 4, `${conflicts} of ${count} conflict`);
});
