/** What programs prepare from memory that lasts: never older than the memory, whoever wrote it. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Random } from "../../../base/random.ts";
import { type Graph, input } from "../../../graph/node.ts";
import * as ops from "../../../ops/index.ts";
import type { Device, DeviceMemory, HostArray } from "../../../runtime/device.ts";
import { randomGraph } from "../random-graph.testing.ts";
import { createNativeDevice } from "../x64/device.ts";
import { sets } from "../x64/kernel-check.test.support.ts";

const type = { shape: [40, 40], dtype: "float32" as const };
const [x, w] = [input(type), input(type)];
/** What packs its right side. */
const product: Graph = { inputs: [x, w], outputs: [ops.matmul(x, ops.mul(w, 3))], updates: [] };
const weight = 1;

for (const { set, skip } of sets) {
  const devices: Device[] = [];
  const open = (): Device => {
    const device = createNativeDevice({ instructionSet: set, threads: 2, leastSharedWork: 0 });
    devices.push(device);
    return device;
  };
  after(() => {
    for (const device of devices) device.close();
  });

  test(`${set}: random graphs give the same bits with what they prepare`, { skip }, () => {
    const random = new Random(31);
    const device = open();
    let prepared = 0;
    for (let i = 0; i < 20; i++) {
      const { graph: trained, inputs } = randomGraph(random, 4 + (i % 10));
      const graph = i % 2 === 0 ? { ...trained, updates: [] } : trained;
      const targets = new Set(graph.updates.map(({ target }) => target));
      const all = graph.inputs.map((_, at) => at);
      const lasting = new Set(all.filter((at) => at > 2 && !targets.has(graph.inputs[at]!)));
      const subject = memoriesOf(device, graph, inputs);
      const oracle = memoriesOf(device, graph, inputs);
      const [quick, plain] = [device.compile(graph, lasting), device.compile(graph)];
      const before = device.memoryBytes;
      for (let turn = 0; turn < 9; turn++) {
        if (turn % 3 === 0) {
          const changed = random.pick([...lasting]);
          const data = inputs[changed]!.map((value) => value * random.uniform(-2, 2));
          for (const memories of [subject, oracle]) memories[changed]!.write(data);
        }
        assert.deepEqual(quick.run(subject), plain.run(oracle), `graph ${i}, turn ${turn}`);
      }
      if (device.memoryBytes > before) prepared++;
      quick.release();
      plain.release();
      for (const memory of [...subject, ...oracle]) memory.release();
    }
    assert.ok(prepared >= 10, `only ${prepared} graphs prepared anything`);
  });

  test(`${set}: results follow each way to write what was prepared`, { skip }, () => {
    const random = new Random(32);
    const device = open();
    const data = (): HostArray => Float32Array.from({ length: 1600 }, () => random.integer(-9, 9));
    const [subject, plain] = [device.compile(product, new Set([weight])), device.compile(product)];
    const stepped: Graph = { inputs: [w], outputs: [], updates: [{ target: w, value: ops.add(w, 1) }] };
    const made: Graph = { inputs: [x], outputs: [ops.sub(x, 2)], updates: [] };
    const [update, fill] = [device.compile(stepped), device.compile(made)];
    let memory = device.allocate(type);
    const writers: (() => unknown)[] = [
      () => memory.write(data()),
      () => update.run([memory]),
      () => fill.run([data()], [memory]),
      () => {
        memory.release();
        memory = device.allocate(type);
      },
      () => {},
    ];
    for (let turn = 0; turn < 100; turn++) {
      random.pick(writers)();
      for (let runs = random.integer(0, 4); runs > 0; runs--) {
        const argument = data();
        const bound = random.uniform() < 0.1 ? memory.read() : memory;
        assert.deepEqual(
          subject.run([argument, bound]),
          plain.run([argument, memory.read()]),
          `turn ${turn}`,
        );
      }
    }
  });

  test(`${set}: a program prepares at the second run with the same memory, and lets go at its end`, {
    skip,
  }, () => {
    const device = open();
    const program = device.compile(product, new Set([weight]));
    const memory = device.allocate(type);
    const argument = new Float32Array(1600);
    const bytes = (): number => device.memoryBytes;
    program.run([argument, memory]);
    const before = bytes();
    for (let i = 0; i < 3; i++) {
      memory.write(argument);
      program.run([argument, memory]);
      assert.equal(bytes(), before, "nothing is kept while it changes");
    }
    program.run([argument, memory]);
    assert.ok(bytes() >= before + 4 * 1600);
    const held = bytes();
    memory.write(argument);
    program.run([argument, memory]);
    program.run([argument, memory]);
    assert.equal(bytes(), held);
    program.release();
    assert.equal(bytes(), before);
  });
}

function memoriesOf(device: Device, graph: Graph, inputs: readonly Float32Array[]): DeviceMemory[] {
  return graph.inputs.map((value, i) => {
    const memory = device.allocate(value);
    memory.write(inputs[i]!);
    return memory;
  });
}
