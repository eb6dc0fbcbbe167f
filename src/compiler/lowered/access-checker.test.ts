import assert from "node:assert/strict";
import { test } from "node:test";
import { AccessChecker, ChunkRegister } from "./access-checker.ts";
import { affine, KernelBuilder } from "./builder.ts";

test("an access outside its declared region is refused, between its strides too", () => {
  const k = new KernelBuilder(4);
  const parameter = k.parameter("x", "float32", "read");
  const g = k.gridVariable("g", 3);
  k.load("float32", { parameter, offset: affine(2, [g, 20]), laneStride: 3 });
  const chunks = new ChunkRegister();
  const kernel = k.finish("strided");
  const checker = new AccessChecker(kernel, chunks);
  const shadow = { readers: new Int32Array(100), writers: new Int32Array(100) };
  chunks.startPhase();
  chunks.startChunk(kernel);
  checker.enter([{ name: "b", shadow, low: 10, high: 90 }], [10], [1], 0);
  // Chunk 1 starts at 10 + 2 + 20.
  checker.read(0, 32, 3, 4);
  const refused =
    /Cannot read element \d+ of buffer b in kernel strided: expected an element of the declared/;
  assert.throws(() => checker.read(0, 33, 3, 1), refused);
  assert.throws(() => checker.read(0, 29, 3, 1), refused);
  assert.throws(() => checker.read(0, 32, 3, 5), refused);
  assert.throws(() => checker.write(0, 32, 3, 1), /Cannot write parameter x .*declared "read"/);
});
