import assert from "node:assert/strict";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { compile, Generator, manualSeed, randn, registerDevice, setDevice } from "./index.ts";

registerDevice("reference", createReferenceDevice);
registerDevice("one thread", () => createWasmDevice({ platform: nodePlatform, threads: 1 }));
registerDevice("three threads", () =>
  createWasmDevice({ platform: nodePlatform, threads: 3, leastSharedWork: 0 }),
);

test("normal numbers have the moments and tails of the normal distribution", async () => {
  await setDevice("one thread");
  const size = 200_000;
  const values = Array.from(await new Generator(5).normal([size]).data());
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / size;
  const near = (got: number, expected: number, deviation: number) =>
    assert.ok(Math.abs(got - expected) < (5 * deviation) / Math.sqrt(size), `${got}, expected ${expected}`);
  // Each bound is five standard deviations of the estimate.
  near(moment(1), 0, 1);
  near(moment(2), 1, Math.sqrt(2));
  near(moment(3), 0, Math.sqrt(15));
  near(moment(4), 3, Math.sqrt(96));
  const share = (test: (x: number) => boolean) => values.filter(test).length / size;
  near(
    share((x) => Math.abs(x) < 1),
    0.682689,
    Math.sqrt(0.6827 * 0.3173),
  );
  near(
    share((x) => x > 2),
    0.0227501,
    Math.sqrt(0.02275 * 0.97725),
  );
  near(values.reduce((sum, x, i) => sum + x * (values[i + 1] ?? 0), 0) / size, 0, 1);
});

test("a seed gives the same normal numbers on any number of threads, eagerly and compiled", async () => {
  const draw = async (device: string, traced: boolean) => {
    await setDevice(device);
    manualSeed(11);
    const f = () => randn([40, 1001]);
    const g = traced ? compile(f) : f;
    const draws = [];
    for (let i = 0; i < 2; i++) draws.push(await g().data());
    return draws;
  };
  const [first, second] = await draw("one thread", false);
  assert.notDeepEqual(first, second);
  for (const [device, traced] of [
    ["one thread", true],
    ["three threads", false],
    ["three threads", true],
  ] as const) {
    assert.deepEqual(await draw(device, traced), [first, second], `${device}, compiled: ${traced}`);
  }
  const [exact] = await draw("reference", false);
  first!.forEach((x, i) => assert.ok(Math.abs(x - exact![i]!) < 2e-6, `${x}, expected ${exact![i]}`));
});
