import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import * as losses from "../losses/index.ts";
import { registerDevice, Tensor, tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";

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
  3,
  0.5,
  -(2 ** 40),
  "",
  "x",
  "same",
  "mean",
  [],
  [2],
  [-1],
  [0.5],
  [2, 3],
  [3, -1],
  ["x"],
  [null],
  [[1], [2, 3]],
  {},
  () => 1,
  (x: unknown) => x,
  () => new nn.Linear(2, 2),
  new Map(),
  new Float32Array(6),
];

const optionNames = [
  ...["kernelSize", "stride", "padding", "dilation", "groups", "bias", "paddingMode", "outputPadding"],
  ...["ceilMode", "countIncludePad", "divisorOverride", "scaleFactor", "size", "mode", "alignCorners"],
  ...["eps", "momentum", "affine", "p", "axis", "dropout", "numLayers", "batchFirst", "heads", "score"],
  ...["activation", "dimFeedforward", "reduction", "weight", "ignoreIndex", "labelSmoothing", "margin"],
  ...["delta", "beta", "blank", "inputLengths", "targetLengths", "temperature", "alpha", "gamma"],
];

const samples = (): Tensor[] => [
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  tensor([1, 2, 3], { requiresGrad: true }),
  tensor(2),
  tensor([], { shape: [0, 3] }),
  tensor([0, 2, 1], { dtype: "int32" }),
  tensor([0, 1], { dtype: "int32" }),
  tensor([[true, false, true]]),
  tensor(Float32Array.from({ length: 36 }, (_, i) => i / 8)).reshape([2, 2, 9]),
  tensor(Float32Array.from({ length: 36 }, (_, i) => i / 8)).reshape([1, 4, 3, 3]),
  tensor([[0, 0, 2, 2]]),
];

/** Where they come from nothing can be wrong; the defaults of `Transformer` are 44 million numbers. */
const leftOut = new Set(["Module", "Transformer"]);

/** A layer of any inputs. */
interface AnyLayer {
  forward(...inputs: readonly unknown[]): unknown;
}

type Class = new (...args: readonly unknown[]) => unknown;
const classes = Object.entries({ ...nn }).filter(
  ([name, value]) => typeof value === "function" && /^[A-Z]/.test(name) && !leftOut.has(name),
) as [string, Class][];
const functions = Object.entries({ ...losses }).filter(([, value]) => typeof value === "function") as [
  string,
  (...args: readonly unknown[]) => unknown,
][];

function anything(random: Random): unknown {
  const kind = random.integer(0, 5);
  if (kind === 0) return random.pick(samples());
  if (kind > 2) return random.pick([1, 2, 3, 4]);
  if (kind > 1) return random.pick(things);
  const named = Array.from({ length: random.integer(1, 3) }, () => [
    random.pick(optionNames),
    random.integer(0, 2) === 0 ? random.pick(things) : random.pick([1, 2, 3]),
  ]);
  return Object.fromEntries(named);
}

/** Our grammar, or JavaScript's own words where options that are required are missing. */
const plain =
  /^Cannot .*expected .*\. |^Cannot destructure property |of undefined \(reading '(kernelSize|size)'\)/s;

function shown(args: readonly unknown[]): string {
  return args.map((arg) => (arg instanceof Tensor ? `${arg.dtype} [${arg.shape}]` : inspect(arg))).join(", ");
}

/** What a call gives; undefined if it throws as it should. */
function called(name: string, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    assert.ok(error instanceof Error, name);
    assert.match(error.message, plain, `${name}: ${error.stack}`);
    assert.ok(error instanceof RangeError || error instanceof TypeError || error.constructor === Error, name);
    return undefined;
  }
}

test("malformed constructors throw errors that say what was expected, and what they make refuses the wrong input", () => {
  const random = new Random(21);
  const counts = { made: 0, refused: 0, applied: 0 };
  for (let turn = 0; turn < 8000; turn++) {
    const [name, Layer] = random.pick(classes);
    const args = Array.from({ length: random.integer(0, 4) }, () => anything(random));
    const what = `new ${name}(${shown(args)})`;
    const layer = called(what, () => new Layer(...args));
    if (layer === undefined) {
      counts.refused++;
      continue;
    }
    counts.made++;
    if (!(layer instanceof nn.Module) || !("forward" in layer)) continue;
    const inputs = Array.from({ length: random.integer(1, 3) }, () => random.pick(samples()));
    const y = called(`${what}.forward(${shown(inputs)})`, () =>
      (layer as unknown as AnyLayer).forward(...inputs),
    );
    if (!(y instanceof Tensor)) continue;
    counts.applied++;
    assert.ok(
      y.shape.every((extent) => Number.isInteger(extent) && extent >= 0),
      `${what} gave ${y.shape}`,
    );
  }
  assert.ok(counts.made > 500 && counts.refused > 1000 && counts.applied > 100, JSON.stringify(counts));
});

test("malformed losses throw errors that say what was expected", () => {
  const random = new Random(22);
  let given = 0;
  for (let turn = 0; turn < 6000; turn++) {
    const [name, loss] = random.pick(functions);
    const x = random.pick(samples());
    const alike = random.integer(0, 2) === 0;
    const args: unknown[] = Array.from({ length: random.integer(1, 3) }, () =>
      alike ? x : random.pick(samples()),
    );
    args.push(...Array.from({ length: random.integer(0, 3) }, () => anything(random)));
    if (called(`${name}(${shown(args)})`, () => loss(...args)) instanceof Tensor) given++;
  }
  assert.ok(given > 300, String(given));
});
