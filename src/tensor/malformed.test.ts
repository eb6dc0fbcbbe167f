import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import * as tensors from "./index.ts";
import { registerDevice, Tensor, tensor } from "./index.ts";
import { anything, called, sample, shown } from "./malformed.testing.ts";

registerDevice("reference", createReferenceDevice);

const names = [
  ...["axis", "keepDims", "dtype", "shape", "offset", "axes", "order", "correction", "steps", "step"],
  ...["low", "high", "min", "max", "rtol", "approximate", "requiresGrad", "size", "start", "reverse"],
];

/** Calls that wait, trust their arguments for speed, or set what is shared by all. */
const leftOut = new Set([
  "constructor",
  "data",
  "fromHostArray",
  "hostArray",
  "settle",
  "registerDevice",
  "setDevice",
  "useDefaultDevice",
  "manualSeed",
  "guard",
  "getDevice",
  "deviceNames",
  "compute",
  "computeAll",
  "noGrad",
  "enableGrad",
]);

const methods = new Map<string, (...args: unknown[]) => unknown>();
for (let p: object = Tensor.prototype; p !== Object.prototype; p = Object.getPrototypeOf(p)) {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(p))) {
    if (typeof value === "function" && !leftOut.has(name) && !methods.has(name)) methods.set(name, value);
  }
}
const functions = Object.entries(tensors).filter(
  ([name, value]) => typeof value === "function" && /^[a-z]/.test(name) && !leftOut.has(name),
) as [string, (...args: unknown[]) => unknown][];

function check(name: string, call: () => unknown): "gave" | "threw" {
  let threw = true;
  const result = called(name, () => {
    const given = call();
    threw = false;
    return given;
  });
  if (threw) return "threw";
  const all = Array.isArray(result) ? result : [result];
  for (const x of all) {
    if (!(x instanceof Tensor)) continue;
    assert.ok(
      x.shape.every((extent) => Number.isInteger(extent) && extent >= 0),
      `${name} gave shape ${x.shape}`,
    );
    assert.ok(["float32", "int32", "bool"].includes(x.dtype), `${name} gave dtype ${x.dtype}`);
    if (x.size > 10_000) continue;
    try {
      x.dataSync();
    } catch (error) {
      assert.match(String(error), /with the index .*: expected/, name);
    }
    assert.equal(x.dataSync().length, sizeOf(x.shape), name);
  }
  return "gave";
}

test("malformed calls throw errors that say what was expected, and spoil nothing", () => {
  const random = new Random(11);
  const healthy = tensor([1, 2, 3]);
  const counts = { gave: 0, threw: 0 };
  for (let turn = 0; turn < 12_000; turn++) {
    const args = Array.from({ length: random.integer(0, 4) }, () => anything(random, { names }));
    if (random.integer(0, 3) === 0) {
      const [name, fn] = random.pick(functions);
      counts[check(`${name}(${shown(args)})`, () => fn(...args))]++;
    } else {
      const [name, method] = random.pick([...methods]);
      const x = sample(random);
      const what = `${x.dtype} [${x.shape}].${name}(${shown(args)})`;
      counts[check(what, () => method.apply(x, args))]++;
    }
    if (turn % 100 === 0) assert.deepEqual(healthy.mul(2).toArray(), [2, 4, 6]);
  }
  assert.ok(counts.gave > 1000 && counts.threw > 1000, JSON.stringify(counts));
});
