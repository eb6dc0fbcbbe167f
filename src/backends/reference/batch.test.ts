import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { input } from "../../graph/node.ts";
import { applyAll } from "../../ops/apply.ts";
import { batchNode, batchSumNode } from "../../ops/batch.ts";
import { opNamed, opNames } from "../../ops/table.ts";
import { sampleData } from "../../ops/testing.ts";
import { interpretGraph } from "./interpret.ts";

const rounds = 40;
let batches = 0;
let sums = 0;

for (const [i, name] of opNames.entries()) {
  const op = opNamed(name);
  if (op.property.kind !== "elementwise" && op.batch === undefined) continue;
  test(`${name}: one node over slices means the same as slice by slice`, () => {
    const random = new Random(700 + i);
    for (let round = 0; round < rounds; round++) {
      const length = random.pick([0, 1, 2, 3]);
      const sample = op.sample(random);
      const flags = sample.inputs.map(() => random.integer(0, 3) > 0);
      if (!flags.includes(true)) continue;
      const single = sample.inputs.map(({ shape, dtype }) => input({ shape, dtype }));
      const { node } = applyAll(op, single, sample.attributes)[0]!;
      const types = sample.inputs.map((type, at) =>
        flags[at] ? { ...type, shape: [length, ...type.shape] } : type,
      );
      const inputs = types.map(({ shape, dtype }) => input({ shape, dtype }));
      const data = types.map((type) => sampleData(type, random, { exact: true }));
      const batched = inputs.map((value, at) => ({ value, batched: flags[at]! }));
      const slices = Array.from({ length }, (_, step) => {
        const parts = sample.inputs.map(({ shape }, at) => {
          const size = sizeOf(shape);
          return flags[at] ? data[at]!.subarray(step * size, (step + 1) * size) : data[at]!;
        });
        return interpretGraph({ inputs: single, outputs: node.outputs, updates: [] }, parts)[0]!;
      });
      const { shape } = node.outputs[0]!;

      const stacked = batchNode(node, batched, length);
      if (stacked !== undefined) {
        batches++;
        assert.deepEqual(stacked.shape, [length, ...shape]);
        const [got] = interpretGraph({ inputs, outputs: [stacked], updates: [] }, data);
        assert.deepEqual(
          [...got!],
          slices.flatMap((each) => [...each]),
          `sample ${round}`,
        );
      }
      const sum = batchSumNode(node, batched);
      if (sum !== undefined) {
        sums++;
        assert.deepEqual(sum.shape, shape);
        const [got] = interpretGraph({ inputs, outputs: [sum], updates: [] }, data);
        const want = Float64Array.from({ length: sizeOf(shape) }, (_, at) =>
          slices.reduce((total, each) => {
            const next = total + each[at]!;
            return sum.dtype === "int32" ? next | 0 : next;
          }, 0),
        );
        assert.deepEqual(got, want, `sum of sample ${round}`);
      }
    }
  });
}

test("most ops could be tried", () => {
  assert.ok(batches > 500 && sums > 20, `${batches} nodes over slices, ${sums} sums`);
});
