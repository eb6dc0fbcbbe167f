import assert from "node:assert/strict";
import { test } from "node:test";
import { interpretProgram } from "./interpret.ts";
import { printProgram } from "./print.ts";
import type { Statement, Target } from "./program.ts";
import { allocateBuffers, firstDifference } from "./program-buffers.ts";
import { randomProgram } from "./random-program.ts";
import { signatures } from "./signatures.ts";
import { verifyProgram } from "./verify.ts";

function targetOf(lanes: number): Target {
  return { name: "test", lanes, accumulators: 8, fusedMultiplyAdd: true, broadcastOperand: true };
}

const seeds = Array.from({ length: 40 }, (_, i) => i + 1);

test("random programs keep the contract and do not depend on order, poison or checks", () => {
  for (const seed of seeds.slice(0, 24)) {
    const { program, inputs } = randomProgram(seed, targetOf([4, 8, 16][seed % 3]!));
    try {
      verifyProgram(program);
      const expected = allocateBuffers(program, inputs);
      interpretProgram(program, expected);
      for (const options of [
        { order: "backward" },
        { order: "shuffled", seed },
        { poison: false, check: false },
      ] as const) {
        const actual = allocateBuffers(program, inputs);
        interpretProgram(program, actual, options);
        assert.equal(firstDifference(program, actual, expected), undefined);
      }
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
});

test("the same seed gives the same program", () => {
  const [a, b] = [randomProgram(7, targetOf(4)), randomProgram(7, targetOf(4))];
  assert.equal(printProgram(a.program), printProgram(b.program));
  assert.deepEqual(a.inputs, b.inputs);
  assert.notEqual(printProgram(a.program), printProgram(randomProgram(8, targetOf(4)).program));
});

test("random programs have every operation, every kind of statement and results that are not all NaN", () => {
  const seen = new Set<string>();
  const walk = (block: readonly Statement[], depth: number): void => {
    for (const statement of block) {
      seen.add("operation" in statement ? statement.operation : statement.kind);
      if ("valid" in statement) seen.add(`${statement.kind} part`);
      if (statement.kind === "loop") {
        if (statement.variable.extent === 0) seen.add("empty loop");
        if (depth === 1) seen.add("nested loop");
        if (
          statement.carried.some((one) =>
            statement.carried.some((other) => one !== other && one.next === other.argument),
          )
        ) {
          seen.add("swap");
        }
        walk(statement.body, depth + 1);
      } else if (statement.kind === "load" || statement.kind === "store") {
        const { lanes } = statement.kind === "load" ? statement.result : statement.value;
        seen.add(
          lanes === 1
            ? `scalar ${statement.kind}`
            : `${statement.kind} stride ${Math.sign(statement.address.laneStride)}`,
        );
        const { index } = statement.address;
        if (index !== undefined) {
          const all = index.register.lanes === 1 && lanes > 1 ? " of all lanes" : "";
          seen.add(`${lanes === 1 ? "scalar " : ""}${statement.kind} by an index${all}`);
          seen.add(`index scale ${Math.sign(index.scale)}`);
        }
      }
    }
  };
  let values = 0;
  let notNaN = 0;
  for (const seed of seeds) {
    const { program, inputs } = randomProgram(seed, targetOf(4));
    for (const step of program.steps) {
      seen.add(step.kind);
      for (const phase of step.kind === "phase" ? [step] : step.body) {
        for (const { kernel, arguments: all } of phase.launches) {
          if (all.some((argument) => argument.oddOffset !== 0)) seen.add("odd offset");
          walk(kernel.body, 0);
        }
      }
    }
    if (seed > 10) continue;
    const results = allocateBuffers(program, inputs);
    interpretProgram(program, results, { check: false });
    for (const [i, { role, type }] of program.buffers.entries()) {
      if (role !== "output" || type !== "float32") continue;
      for (const value of results[i]!) {
        values++;
        if (!Number.isNaN(value)) notNaN++;
      }
    }
  }
  const expected = [
    ...Object.keys(signatures),
    ...["constant", "index", "splat", "rotate", "extract", "loop", "swap", "empty loop", "nested loop"],
    ...["shiftLeft", "shiftRightLogical", "shiftRightArithmetic", "repeat", "phase", "odd offset"],
    ...["load part", "store part", "load stride -1", "load stride 0", "load stride 1", "store stride -1"],
    ...["scalar load", "scalar store", "scalar load by an index", "scalar store by an index"],
    ...["load by an index", "load by an index of all lanes", "store by an index of all lanes"],
    ...["index scale -1", "index scale 0", "index scale 1"],
  ];
  assert.deepEqual(
    expected.filter((one) => !seen.has(one)),
    [],
  );
  assert.ok(notNaN > values / 2, `${notNaN} of ${values} results are numbers`);
});
