import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import { affine, KernelBuilder } from "./lowered/builder.ts";
import type { Statement, Target } from "./lowered/program.ts";
import { emitTile, tileShape } from "./tile.ts";

const avx512: Target = {
  name: "avx512",
  lanes: 16,
  accumulators: 24,
  fusedMultiplyAdd: true,
  broadcastOperand: true,
};
const avx2: Target = {
  name: "avx2",
  lanes: 8,
  accumulators: 12,
  fusedMultiplyAdd: true,
  broadcastOperand: false,
};

function innermost(body: readonly Statement[]): readonly Statement[] {
  const loop = body.find((statement) => statement.kind === "loop");
  return loop?.kind === "loop" ? innermost(loop.body) : body;
}

for (const target of [wasmTarget, avx2, avx512]) {
  test(`the tile of ${target.name} fits its registers`, () => {
    const { rows, vectors } = tileShape(target);
    assert.ok(rows >= 1 && vectors >= 1);
    assert.ok(rows * vectors <= target.accumulators);
    assert.ok((rows + 1) * vectors > target.accumulators, "a row more would fit");
  });

  test(`a tile of ${target.name} is one load a vector, one broadcast a row and one multiply-add each`, () => {
    const builder = new KernelBuilder(target.lanes);
    const left = builder.parameter("left", "float32", "read");
    const right = builder.parameter("right", "float32", "read");
    const tile = tileShape(target);
    const sums = emitTile(
      builder,
      target,
      tile,
      [
        { extent: 3, strides: [50, 1000] },
        { extent: 7, strides: [1, 100] },
      ],
      { left, leftStart: affine(0), rowStride: 7, right, rightStart: affine(0) },
    );
    assert.equal(sums.length, tile.rows * tile.vectors);
    const body = innermost(builder.finish("tile").body);
    const loads = body.filter((statement) => statement.kind === "load");
    const at = (parameter: number, laneStride: number): number[] =>
      loads
        .filter(({ address }) => address.parameter === parameter && address.laneStride === laneStride)
        .map(({ address }) => address.offset.constant);
    assert.deepEqual(
      at(left, 0),
      Array.from({ length: tile.rows }, (_, row) => row * 7),
    );
    assert.deepEqual(
      at(right, 1),
      Array.from({ length: tile.vectors }, (_, v) => v * target.lanes),
    );
    assert.equal(loads.length, tile.rows + tile.vectors);
    const operations = body.flatMap((statement) =>
      statement.kind === "compute" ? [statement.operation] : [],
    );
    const count = (operation: string): number => operations.filter((each) => each === operation).length;
    assert.equal(count(target.fusedMultiplyAdd ? "fusedMultiplyAdd" : "add"), sums.length);
    assert.equal(operations.length, sums.length * (target.fusedMultiplyAdd ? 1 : 2));
  });
}
