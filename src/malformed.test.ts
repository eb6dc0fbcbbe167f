import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Random } from "./base/random.ts";
import * as tensorloom from "./index.ts";
import { tensor } from "./index.ts";
import { anything, requireOurs, shown, streamOf } from "./tensor/malformed.testing.ts";

const { audio, baselines, data, image, io, metrics, nn, optim, preprocessing, text, train } = tensorloom;
await tensorloom.setDevice("reference");

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
const calls: [name: string, call: Call][] = [];
for (const [shelf, exports] of Object.entries({ ...shelves, nn, "nn.init": nn.init })) {
  for (const [name, value] of Object.entries(exports) as [string, unknown][]) {
    if (typeof value !== "function" || Object.hasOwn(leftOut, name)) continue;
    const isClass = /^[A-Z]/.test(name);
    // Classes of nn have a test of their own, which also applies what they make.
    if (isClass && shelf === "nn") continue;
    const call = isClass ? (...args: readonly unknown[]) => new (value as Class)(...args) : (value as Call);
    calls.push([`${shelf}.${name}`, call]);
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
    // What a file system says names the path.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") requireOurs(what, error);
    return undefined;
  } finally {
    clearTimeout(wait);
  }
}

/** Lists as functions of lists take them, but for what is in them. */
const lists: readonly unknown[] = [
  ...[
    [0, 1, 2],
    [1, 1, 0],
    [0.5, 0.2, 0.3],
    [-1, 0, 5],
    [Number.NaN, 1, 2],
    [0, 0, 1],
    [2, 2, 2],
  ],
  ...[
    [Number.POSITIVE_INFINITY, 0, 1],
    [null, 1, 2],
    [undefined, 0, 1],
    [true, false, true],
    [{}, {}, {}],
  ],
  ...[
    ["a", "b", "c"],
    ["a b", "", "c"],
    [["a"], ["b", "c"], ["O"]],
    [[1], [2, 3], []],
  ],
  ...[Float32Array.of(0, 1, 2), Int32Array.of(0, 1, 1), new Uint8Array(3), new Set([1, 2])],
  { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { shape: [3], data: [1, 2, 3] },
  { boxes: [], scores: [], labels: [] },
  [{ boxes: [0, 0, 1, 1], scores: [1], labels: [0] }],
];

// Some write files where they are told.
const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), "malformed-"))];
process.chdir(folder);
after(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

type Drawn = (random: Random) => readonly unknown[];

/** As many as ten thousand calls, and a method of what each class made, with arguments drawn. */
async function callAll(seed: number, drawn: Drawn): Promise<void> {
  // Of its own for each, so that what is exported anew changes nothing for the others.
  const streams = new Map(calls.map(([name]) => [name, streamOf(name, seed)]));
  const healthy = tensor([1, 2, 3]);
  const turns = Math.ceil(10_000 / calls.length);
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, call] of calls) {
      const random = streams.get(name)!;
      const args = drawn(random);
      const made = await attempt(`${name}(${shown(args)})`, () => call(...args));
      const method = random.pick(methods);
      const own = (made as Readonly<Record<string, unknown>> | null | undefined)?.[method];
      if (!/\.[A-Z]/.test(name) || typeof own !== "function") continue;
      const inputs = things(random, random.integer(0, 2));
      await attempt(`${name}(${shown(args)}).${method}(${shown(inputs)})`, () => own.apply(made, inputs));
    }
    assert.deepEqual(healthy.mul(2).toArray(), [2, 4, 6]);
  }
}

function things(random: Random, length: number): unknown[] {
  return Array.from({ length }, () => anything(random, { names: optionNames }));
}

const seed = Number(process.env.MALFORMED_SEED ?? 31);

test("whatever functions and classes are given, they answer or say what they expected", async () => {
  await callAll(seed, (random) => things(random, random.integer(0, 4)));
  assert.ok(counts.gave > 500 && counts.threw > 5000, JSON.stringify(counts));
});

test("whatever is in the lists that they are given, they answer or say what they expected", async () => {
  await callAll(seed + 1, (random) => [
    ...Array.from({ length: random.integer(1, 4) }, () => random.pick(lists)),
    ...things(random, random.integer(0, 2)),
  ]);
});
