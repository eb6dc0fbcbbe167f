import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import * as tensors from "./index.ts";
import { registerDevice, Tensor, tensor } from "./index.ts";

registerDevice("reference", createReferenceDevice);

/** What plain JavaScript may give in place of anything, but for null in place of options. */
const things: readonly unknown[] = [
  undefined,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  1,
  2,
  7,
  0.5,
  -(2 ** 40),
  "",
  "x",
  "float64",
  "bool",
  "::0",
  "1:",
  "...",
  "i j, j -> i",
  "ij->ji",
  [],
  [2],
  [-1],
  [0.5],
  [2, 3],
  [3, -1],
  [0, 1],
  [1, 0],
  [0, 0],
  ["x"],
  [null],
  [[1], [2, 3]],
  [[0, 1]],
  {},
  () => 1,
  (x: Tensor) => x,
  (x: Tensor) => x.sum(),
  new Map(),
  new Float32Array(6),
  new BigInt64Array(2),
  new ArrayBuffer(8),
];

const optionNames = [
  "axis",
  "keepDims",
  "dtype",
  "shape",
  "offset",
  "axes",
  "order",
  "correction",
  "steps",
  "step",
];
const moreNames = [
  "low",
  "high",
  "min",
  "max",
  "rtol",
  "approximate",
  "requiresGrad",
  "size",
  "start",
  "reverse",
];

const samples = () => [
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  tensor([1, 2, 3], { requiresGrad: true }),
  tensor(2),
  tensor([], { shape: [0, 3] }),
  tensor([0, 2, 1], { dtype: "int32" }),
  tensor([[true, false, true]]),
  new tensors.Parameter([[1, 2, 3]]),
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

function anything(random: Random): unknown {
  const kind = random.integer(0, 4);
  if (kind === 0) return random.pick(samples());
  if (kind > 1) return random.pick(things);
  const named = Array.from({ length: random.integer(1, 3) }, () => [
    random.pick([...optionNames, ...moreNames]),
    random.pick(things),
  ]);
  return Object.fromEntries(named);
}

/** Our grammar, or JavaScript's own words where options that are required are missing. */
const plain = /^Cannot .*expected .*\. |^Cannot destructure property |of undefined \(reading 'low'\)/s;

function check(name: string, call: () => unknown): "gave" | "threw" {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    assert.ok(error instanceof Error, name);
    assert.match(error.message, plain, `${name}: ${error.stack}`);
    assert.ok(
      [RangeError, TypeError, Error].some((kind) => error.constructor === kind),
      name,
    );
    return "threw";
  }
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
    const args = Array.from({ length: random.integer(0, 4) }, () => anything(random));
    const shown = args.map((arg) => (arg instanceof Tensor ? `${arg.dtype} [${arg.shape}]` : inspect(arg)));
    if (random.integer(0, 3) === 0) {
      const [name, fn] = random.pick(functions);
      counts[check(`${name}(${shown.join(", ")})`, () => fn(...args))]++;
    } else {
      const [name, method] = random.pick([...methods]);
      const x = random.pick(samples());
      const what = `${x.dtype} [${x.shape}].${name}(${shown.join(", ")})`;
      counts[check(what, () => method.apply(x, args))]++;
    }
    if (turn % 100 === 0) assert.deepEqual(healthy.mul(2).toArray(), [2, 4, 6]);
  }
  assert.ok(counts.gave > 1000 && counts.threw > 1000, JSON.stringify(counts));
});
