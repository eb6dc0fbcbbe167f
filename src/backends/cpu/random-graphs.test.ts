/** Whole random graphs: the same bits whatever the compiler does and however many threads run. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { cpuDevices } from "./devices.testing.ts";
import { assertNearReference } from "./near-reference.testing.ts";
import { randomGraph } from "./random-graph.testing.ts";
import { DeviceVariants, onDevice } from "./same-bits.testing.ts";
import { createWasmDevice } from "./wasm/device.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { createNativeDevice } from "./x64/device.ts";
import { sets } from "./x64/kernel-check.test.support.ts";

const graphs = 12;
const skipBoth = sets.map(({ skip }) => skip).find((skip) => skip !== false) ?? false;

for (const device of cpuDevices) {
  test(`${device.name}: random graphs give the same bits with and without fusion, memory reuse and threads`, {
    skip: device.skip,
  }, () => {
    const subject = new DeviceVariants(device);
    const random = new Random(1);
    for (let i = 0; i < graphs; i++) subject.run(randomGraph(random, 4 + (i % 12)));
    subject.close();
  });
}

test("random graphs give the same bits with AVX2 and AVX-512", { skip: skipBoth }, () => {
  const [long, short] = sets.map(({ set }) => createNativeDevice({ threads: 2, instructionSet: set }));
  const random = new Random(7);
  for (let i = 0; i < 2 * graphs; i++) {
    const sample = randomGraph(random, 4 + (i % 12));
    assert.deepEqual(onDevice(short!, sample), onDevice(long!, sample), `graph ${i}`);
  }
  for (const device of [long, short]) device!.close();
});

test("random graphs and their gradients are near the reference", () => {
  const random = new Random(2);
  const device = createWasmDevice({ platform: nodePlatform, threads: 1 });
  for (let i = 0; i < 4 * graphs; i++) {
    const sample = randomGraph(random, 3 + (i % 12));
    assertNearReference(sample, onDevice(device, sample), random);
  }
  device.close();
});
