import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { inspect } from "node:util";
import * as tensorloom from "./index.ts";
import { Parameter, Random, Tensor, tensor } from "./index.ts";

const { audio, baselines, data, image, io, metrics, nn, optim, preprocessing, text, train } = tensorloom;
await tensorloom.setDevice("reference");

/** What plain JavaScript may give in place of anything, but for null in place of options. */
const things: readonly unknown[] = [
  ...[undefined, true, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1, 2, 3, 0.5, -(2 ** 40), 2 ** 40],
  ...["", "x", "mean", "a b c"],
  ...[
    [],
    [2],
    [-1],
    [0.5],
    [2, 3],
    [3, -1],
    ["x"],
    ["a b", "c"],
    [[1], [2, 3]],
    [
      [0, 1],
      [1, 0],
    ],
    [["a"], ["b"]],
  ],
  ...[{}, () => 1, (x: unknown) => x, new Map(), new Random(1)],
  ...[new Float32Array(6), new Int32Array([0, 1, 1]), new Uint8Array(0), new Uint8Array(4)],
  ...[
    { shape: [2, 2], data: [1, 2, 3, 4] },
    { shape: [2], data: new Float32Array(3) },
  ],
];

const optionNames = [
  ...["lr", "eps", "betas", "momentum", "weightDecay", "alpha", "gamma", "stepSize", "tMax", "patience", "k"],
  ...[
    "numClasses",
    "labels",
    "average",
    "beta",
    "numFeatures",
    "minDf",
    "maxDf",
    "ngramRange",
    "norm",
    "strategy",
  ],
  ...[
    "nBins",
    "nQuantiles",
    "featureRange",
    "quantileRange",
    "degree",
    "categories",
    "smooth",
    "folds",
    "seed",
  ],
  ...[
    "vocabSize",
    "specialTokens",
    "minFrequency",
    "maxSize",
    "length",
    "side",
    "value",
    "batchSize",
    "window",
  ],
  ...[
    "nFft",
    "hopLength",
    "winLength",
    "nMels",
    "nMfcc",
    "sampleRate",
    "from",
    "to",
    "power",
    "padding",
    "size",
  ],
  ...[
    "scale",
    "ratio",
    "degrees",
    "translate",
    "shear",
    "p",
    "mean",
    "std",
    "low",
    "high",
    "mode",
    "axis",
    "random",
  ],
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
  tensor([[true, false, true]]),
  tensor(Float32Array.from({ length: 36 }, (_, i) => i / 8)).reshape([1, 4, 3, 3]),
  new Parameter([1, 2]),
];

/** What is not called here, and why. */
const leftOut: Readonly<Record<string, string>> = {
  Transformer: "abstract in preprocessing; in nn its defaults are 44 million numbers",
  Optimizer: "abstract",
  Schedule: "abstract",
  Module: "nothing can be wrong",
  EventFile: "its open makes it",
  RunFolder: "its open makes it",
  loadDataset: "downloads",
  loadMnist: "downloads",
  loadMnist10k: "downloads",
  datasetTerms: "of data sets that are downloaded",
  fromModule: "imports what it is told",
  FeatureHasher: "as many columns as it is told, a million by default",
  HashingVectorizer: "as many columns as it is told, a million by default",
};

type Call = (...args: readonly unknown[]) => unknown;
type Class = new (...args: readonly unknown[]) => object;
const shelves = { audio, baselines, data, image, io, metrics, optim, preprocessing, text, train };
const called: [name: string, call: Call][] = [];
for (const [shelf, exports] of Object.entries({ ...shelves, nn, "nn.init": nn.init })) {
  for (const [name, value] of Object.entries(exports) as [string, unknown][]) {
    if (typeof value !== "function" || Object.hasOwn(leftOut, name)) continue;
    const isClass = /^[A-Z]/.test(name);
    // Classes of nn have a test of their own, which also applies what they make.
    if (isClass && shelf === "nn") continue;
    const call = isClass ? (...args: readonly unknown[]) => new (value as Class)(...args) : (value as Call);
    called.push([`${shelf}.${name}`, call]);
  }
}
const methods = [
  "fit",
  "fitTransform",
  "transform",
  "step",
  "encode",
  "decode",
  "batch",
  "loadStateDict",
  "add",
];

function anything(random: Random): unknown {
  const kind = random.integer(0, 6);
  if (kind === 0) return random.pick(samples());
  if (kind < 4) return random.pick(things);
  const named = Array.from({ length: random.integer(1, 4) }, () => [
    random.pick(optionNames),
    random.integer(0, 2) === 0 ? random.pick(things) : random.pick([1, 2, 3]),
  ]);
  return Object.fromEntries(named);
}

/** What an engine says where we should have: that something is no function, has no such property, cannot be iterated. */
const engine =
  /is not a function|is not iterable|is not a constructor|Cannot read properties|Cannot destructure|Cannot convert undefined|Cannot use 'in' operator|to be of type|must be of type|must be an ArrayBuffer/;

const counts = { gave: 0, threw: 0 };

async function attempt(what: string, call: () => unknown): Promise<unknown> {
  let wait: NodeJS.Timeout | undefined;
  try {
    const late = new Promise((_, reject) => {
      wait = setTimeout(() => reject(new Error(`${what} does not end`)), 20_000);
    });
    const result = call();
    const given = result instanceof Promise ? await Promise.race([result, late]) : result;
    counts.gave++;
    return given;
  } catch (error) {
    counts.threw++;
    assert.ok(error instanceof Error, what);
    assert.doesNotMatch(error.message, engine, `${what}: ${error.stack}`);
    return undefined;
  } finally {
    clearTimeout(wait);
  }
}

const hash = (name: string, seed: number): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 31, seed);

const shown = (args: readonly unknown[]): string =>
  args.map((arg) => (arg instanceof Tensor ? `${arg.dtype} [${arg.shape}]` : inspect(arg))).join(", ");

// Some write files where they are told.
const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "malformed-"))];
process.chdir(folder);
after(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test("whatever functions and classes are given, they answer or say in a sentence what they expected", async () => {
  const seed = Number(process.env.MALFORMED_SEED ?? 31);
  // Of its own for each, so that what is exported anew changes nothing for the others.
  const streams = new Map(called.map(([name]) => [name, new Random(hash(name, seed))]));
  const healthy = tensor([1, 2, 3]);
  const turns = Math.ceil(10_000 / called.length);
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, call] of called) {
      const random = streams.get(name)!;
      const args = Array.from({ length: random.integer(0, 4) }, () => anything(random));
      const made = await attempt(`${name}(${shown(args)})`, () => call(...args));
      const method = random.pick(methods);
      const own = (made as Readonly<Record<string, unknown>> | null | undefined)?.[method];
      if (!/\.[A-Z]/.test(name) || typeof own !== "function") continue;
      const inputs = Array.from({ length: random.integer(0, 2) }, () => anything(random));
      await attempt(`${name}(${shown(args)}).${method}(${shown(inputs)})`, () => own.apply(made, inputs));
    }
    assert.deepEqual(healthy.mul(2).toArray(), [2, 4, 6]);
  }
  assert.ok(counts.gave > 500 && counts.threw > 5000, JSON.stringify(counts));
});
