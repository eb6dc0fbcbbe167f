import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as tensorloom from "./index.ts";
import { tensor } from "./index.ts";
import { anything, shown, streamOf } from "./tensor/malformed.testing.ts";

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
  const streams = new Map(calls.map(([name]) => [name, streamOf(name, seed)]));
  const healthy = tensor([1, 2, 3]);
  const turns = Math.ceil(10_000 / calls.length);
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, call] of calls) {
      const random = streams.get(name)!;
      const args = Array.from({ length: random.integer(0, 4) }, () =>
        anything(random, { names: optionNames }),
      );
      const made = await attempt(`${name}(${shown(args)})`, () => call(...args));
      const method = random.pick(methods);
      const own = (made as Readonly<Record<string, unknown>> | null | undefined)?.[method];
      if (!/\.[A-Z]/.test(name) || typeof own !== "function") continue;
      const inputs = Array.from({ length: random.integer(0, 2) }, () =>
        anything(random, { names: optionNames }),
      );
      await attempt(`${name}(${shown(args)}).${method}(${shown(inputs)})`, () => own.apply(made, inputs));
    }
    assert.deepEqual(healthy.mul(2).toArray(), [2, 4, 6]);
  }
  assert.ok(counts.gave > 500 && counts.threw > 5000, JSON.stringify(counts));
});
