/** Convolutions by tiles of windows on devices: the same bits in any batch, on any number of threads, with any vectors. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../autodiff/gradients.ts";
import { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { float } from "../../compiler/run-compiled.testing.ts";
import type { Value } from "../../graph/node.ts";
import * as ops from "../../ops/index.ts";
import { interpretGraph } from "../reference/interpret.ts";
import { cpuDevices, nativeDevices } from "./devices.testing.ts";
import type { RandomGraph } from "./random-graph.testing.ts";
import { onDevice } from "./same-bits.testing.ts";

interface Extents {
  readonly images: number;
  readonly features: number;
  readonly outputs: number;
  readonly high: number;
  readonly wide: number;
}

/** More blocks than chunks: of images, of rows, of columns; and rests of all of them. */
const large: readonly Extents[] = [
  { images: 83, features: 64, outputs: 48, high: 5, wide: 4 },
  { images: 1, features: 33, outputs: 65, high: 41, wide: 83 },
  { images: 3, features: 128, outputs: 17, high: 30, wide: 29 },
  { images: 9, features: 16, outputs: 16, high: 32, wide: 32 },
];

function drawn(values: readonly Value[], random: Random): Float32Array[] {
  return values.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => random.uniform(-1, 1)));
}

/** A convolution and what networks compute from it: all images at once, then one by one. */
function inBatchAndAlone({ images, features, outputs, high, wide }: Extents): {
  together: Value;
  alone: Value;
  inputs: Value[];
} {
  const [x, w, bias] = [
    float(images, features, high, wide),
    float(outputs, features, 3, 3),
    float(1, outputs, 1, 1),
  ];
  const layer = (some: Value): Value => {
    const y = ops.conv(some, w, { padding: 1 });
    return ops.relu(ops.add(y, ops.expand(bias, y.shape)));
  };
  const image = (at: number): Value =>
    ops.slice(x, { start: [at, 0, 0, 0], shape: [1, ...x.shape.slice(1)] });
  const alone = ops.concat(
    Array.from({ length: images }, (_, at) => layer(image(at))),
    0,
  );
  return { together: layer(x), alone, inputs: [x, w, bias] };
}

for (const { name, skip, create } of cpuDevices) {
  test(`${name}: images give the same bits in a batch as alone, on one thread and on three`, { skip }, () => {
    for (const extents of large) {
      const { together, alone, inputs } = inBatchAndAlone(extents);
      const given = drawn(inputs, new Random(1));
      const run = (output: Value, threads: number) => {
        const device = create({ threads, leastSharedWork: 0 });
        const results = onDevice(device, {
          graph: { inputs, outputs: [output], updates: [] },
          inputs: given,
        });
        device.close();
        return results;
      };
      const expected = run(alone, 1);
      for (const threads of [1, 3])
        assert.deepEqual(run(together, threads), expected, JSON.stringify(extents));
    }
  });

  test(`${name}: the gradient of many features is that of a few of them at a time`, { skip }, () => {
    const [x, w, g] = [float(9, 192, 16, 15), float(33, 192, 3, 3), float(9, 33, 14, 13)];
    const gradientOf = (images: Value, weights: Value): Value =>
      gradients([ops.conv(images, weights)], [g], [weights])[0]!;
    const some = [0, 64, 128].map((first) => {
      const cut = (of: Value): Value =>
        ops.slice(of, { start: [0, first, 0, 0], shape: [of.shape[0]!, 64, ...of.shape.slice(2)] });
      return gradientOf(cut(x), cut(w));
    });
    const graph = { inputs: [x, w, g], outputs: [gradientOf(x, w), ops.concat(some, 1)], updates: [] };
    const device = create({ threads: 2, leastSharedWork: 0 });
    const [whole, parts] = onDevice(device, { graph, inputs: drawn(graph.inputs, new Random(4)) });
    device.close();
    assertNear(whole!, Float64Array.from(parts!), "192 features");
  });

  test(`${name}: random convolutions and their gradients are near the reference`, { skip }, () => {
    const random = new Random(2);
    const device = create({ threads: 2, leastSharedWork: 0 });
    for (let i = 0; i < 8; i++) {
      const { graph, inputs } = randomConvolution(random);
      const got = onDevice(device, { graph, inputs });
      const want = interpretGraph(
        graph,
        inputs.map((array) => Float64Array.from(array)),
      );
      want.forEach((array, result) => assertNear(got[result]!, array, `graph ${i}, result ${result}`));
    }
    device.close();
  });
}

const here = nativeDevices.filter(({ skip }) => skip === false);
const skipSets = here.length < 2 && "fewer than two instruction sets here";

test("the same bits with every instruction set", { skip: skipSets }, () => {
  const devices = here.map(({ create }) => create({ threads: 2 }));
  const random = new Random(3);
  for (let i = 0; i < 8; i++) {
    const sample = randomConvolution(random);
    const [first, ...others] = devices.map((device) => onDevice(device, sample));
    for (const other of others) assert.deepEqual(other, first, `graph ${i}`);
  }
  for (const device of devices) device.close();
});

/** A convolution with its gradients, of extents that end inside tiles, vectors and panels or do not. */
function randomConvolution(random: Random): RandomGraph {
  const [images, high, wide] = [random.integer(1, 9), random.integer(4, 15), random.integer(4, 15)];
  const features = random.pick([16, 17, 31, 40, 128]);
  const x = float(images, features, high, wide);
  const w = float(random.pick([16, 23, 32, 70]), features, 3, 3);
  const y = ops.conv(x, w, { padding: high < 6 || wide < 6 ? 1 : random.integer(0, 3) });
  const g = float(...y.shape);
  const inputs = [x, w, g];
  const graph = { inputs, outputs: [y, ...gradients([y], [g], [x, w])], updates: [] };
  return { graph, inputs: drawn(inputs, random) };
}

/** Float32 rounds each product and sum to 6e-8 of it. */
function assertNear(got: ArrayLike<number>, want: Float64Array, what: string): void {
  const scale = want.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  want.forEach((each, i) => {
    const near = Math.abs(got[i]! - each) <= 3e-6 * scale;
    assert.ok(near, `${what}: element ${i} is ${got[i]}, expected about ${each} of at most ${scale}`);
  });
}
