/** Random programs of the whole lowered form, indices from data included, on threads. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import { allocateBuffers, firstDifference } from "../../../compiler/lowered/program-buffers.ts";
import { randomProgram } from "../../../compiler/lowered/random-program.ts";
import { WasmEngine } from "./engine.ts";
import { runProgram, target } from "./one-kernel.test.fixture.ts";
import { nodePlatform } from "./pool.ts";

for (const threads of [1, 2]) {
  test(`random programs equal the interpreter bit for bit on ${threads} threads`, () => {
    const engine = new WasmEngine({ platform: nodePlatform, threads });
    for (let seed = 1; seed <= 60; seed++) {
      const { program, inputs } = randomProgram(seed, target);
      const actual = allocateBuffers(program, inputs);
      const expected = allocateBuffers(program, inputs);
      runProgram(engine, program, actual);
      interpretProgram(program, expected, { check: false });
      assert.equal(firstDifference(program, actual, expected), undefined, `seed ${seed}`);
    }
    engine.close();
  });
}
