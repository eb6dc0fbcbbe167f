import assert from "node:assert/strict";
import { test } from "node:test";
import { input, type TensorType } from "../graph/node.ts";
import { add } from "../ops/index.ts";
import { type Device, newHostArray } from "./device.ts";
import { useDevice } from "./device-registry.ts";
import { compileSubgraph, programCounts, programFor, releaseProgram, useProgram } from "./program-cache.ts";
import { HostStorage, leaf } from "./storage.ts";
import { SubgraphCollector } from "./subgraph.ts";

/** A device whose programs are of a given size and do nothing. */
function countingDevice(bytes: number): { device: Device; released: () => number } {
  let released = 0;
  const device: Device = {
    name: "counting",
    threads: 1,
    memoryBytes: 0,
    allocate: (type) => ({ read: () => newHostArray(type), write: () => {}, release: () => {} }),
    compile: () => ({ bytes, run: () => [], release: () => void released++ }),
    close: () => {},
  };
  return { device, released: () => released };
}

const type = (length: number): TensorType => ({ shape: [length], dtype: "float32" });

function sumOf(length: number) {
  const x = leaf(type(length), new HostStorage(new Float32Array(length)));
  const y = add(x, x);
  const collector = new SubgraphCollector();
  collector.reach(y);
  return collector.finish([y], []);
}

test("programs are kept up to a number, the least recently used going first", () => {
  const { device, released } = countingDevice(10);
  useDevice(device);
  const before = programCounts().compiled;
  const first = programFor(sumOf(1));
  for (let length = 2; length <= 600; length++) {
    programFor(sumOf(length));
    assert.equal(programFor(sumOf(1)), first, "used all the time");
  }
  const { compiled, kept, keptBytes } = programCounts();
  assert.equal(compiled - before, 600);
  assert.equal(kept, 512);
  assert.equal(keptBytes, 5120);
  assert.equal(released(), 600 - 512);
  programFor(sumOf(2));
  assert.equal(programCounts().compiled - before, 601, "the second was pushed out");
});

test("programs are kept up to a number of bytes, and one that is larger alone", () => {
  const { device } = countingDevice(20 << 20);
  useDevice(device);
  assert.equal(programCounts().kept, 0, "programs go with their device");
  const x = input(type(1));
  const graph = { inputs: [x], outputs: [add(x, x)], updates: [] };
  const subgraph = { key: () => "", storages: [], lasting: () => new Set<number>(), close: () => graph };
  const ended: number[] = [];
  const programs = [0, 1, 2, 3].map((i) => compileSubgraph(subgraph, "a test", () => ended.push(i)));
  assert.deepEqual(ended, [0]);
  useProgram(programs[1]!);
  compileSubgraph(subgraph, "a test", () => ended.push(4));
  assert.deepEqual(ended, [0, 2], "1 was used after 2");
  releaseProgram(programs[2]!);
  assert.equal(programCounts().keptBytes, 60 << 20);
  useDevice(countingDevice(100 << 20).device);
  assert.deepEqual(ended.slice(2).sort(), [1, 3, 4]);
  compileSubgraph(subgraph, "a test", () => ended.push(5));
  assert.equal(programCounts().kept, 1);
});
