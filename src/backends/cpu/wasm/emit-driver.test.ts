import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { IndexVariable, Phase, Step } from "../../../compiler/lowered/program.ts";
import { emitProgram } from "./emit-program.ts";
import { buffer, launch, phase, program } from "./one-kernel.test.fixture.ts";

function phaseOf(chunks: number): Phase {
  const builder = new KernelBuilder(4);
  const y = builder.parameter("y", "float32", "write");
  const offset = affine(0, [builder.gridVariable("chunk", chunks), 4]);
  builder.store({ parameter: y, offset, laneStride: 1 }, builder.constant("float32", chunks));
  return phase(launch(builder.finish(`fill${chunks}`), 0));
}

/** How often the drivers of a program call the barrier; undefined for programs without a shared driver. */
function barriers(...steps: readonly Step[]): number | undefined {
  const { module } = emitProgram(program([buffer("y", "float32", 64, "state")], steps), "asleep");
  const share = module.exports.get("share");
  if (share === undefined) return undefined;
  return module.functions[share]!.code.filter(([name, target]) => name === "call" && target === 0).length;
}

const one = phaseOf(1);
const many = phaseOf(8);
const step: IndexVariable = { id: 50, name: "step", extent: 4 };
const repeat = (...body: readonly Phase[]): Step => ({ kind: "repeat", variable: step, body });

test("a program of single chunks needs no threads and no barrier", () => {
  assert.equal(barriers(one, repeat(one, one), one), undefined);
});

test("neighbouring phases of a single chunk share the barriers around them", () => {
  assert.equal(barriers(many), 1);
  assert.equal(barriers(many, many), 2);
  assert.equal(barriers(one, one, many), 2);
  assert.equal(barriers(many, one, repeat(one), one, many), 3);
  // Thread 0 is the caller, so nobody waits for what it does last.
  assert.equal(barriers(many, one, one), 1);
});

test("a repeat that begins and ends on thread 0 needs no barrier between iterations", () => {
  assert.equal(barriers(repeat(one, many, one)), 2);
  assert.equal(barriers(one, repeat(one, many, one), one), 2);
  assert.equal(barriers(repeat(many)), 1);
  assert.equal(barriers(repeat(many, one)), 2);
  assert.equal(barriers(repeat(one, many)), 2);
  assert.equal(barriers(many, repeat(one, many, one), many), 5);
});

test("launches without chunks are left out", () => {
  assert.equal(barriers(phase(...phaseOf(0).launches, ...many.launches)), 1);
  assert.equal(barriers(phaseOf(0), one), undefined);
});
