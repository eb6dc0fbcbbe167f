import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { opNamed, opNames } from "./table.ts";
import { sampleGraph } from "./testing.ts";

test("each op is in the table under its own name", () => {
  for (const name of opNames) assert.equal(opNamed(name).name, name);
});

for (const [i, name] of opNames.entries()) {
  test(`samples of ${name} are legal and reach the extents where loops go wrong`, () => {
    const random = new Random(i);
    const extents = new Set<number>();
    for (let round = 0; round < 150; round++) {
      const exact = round % 2 === 1;
      const { graph, inputs } = sampleGraph(name, random, { exact });
      for (const [j, { shape, dtype }] of graph.inputs.entries()) {
        for (const extent of shape) extents.add(extent);
        assert.equal(inputs[j]!.length, sizeOf(shape));
        const legal = (value: number) => {
          if (dtype === "bool") return value === 0 || value === 1;
          if (dtype === "int32" || exact) return (value | 0) === value;
          return Math.fround(value) === value;
        };
        assert.ok(inputs[j]!.every(legal));
      }
      for (const { shape } of graph.outputs) for (const extent of shape) extents.add(extent);
    }
    if (name === "constant") return;
    for (const extent of [0, 1, 16, 17]) assert.ok(extents.has(extent), `no extent ${extent}`);
  });
}

test("the same seed gives the same sample", () => {
  const draw = () => sampleGraph("conv", new Random(5));
  assert.deepEqual(draw().inputs, draw().inputs);
  assert.deepEqual(draw().graph.outputs[0]!.node.attributes, draw().graph.outputs[0]!.node.attributes);
});

test("exact data stay inside the domain of the op", () => {
  const random = new Random(2);
  for (let round = 0; round < 20; round++) {
    const { inputs } = sampleGraph("log", random, { exact: true });
    assert.ok(inputs[0]!.every((value) => value >= 1));
  }
});
