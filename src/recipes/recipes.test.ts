import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { datasets, ImageDataset, type ImageSplits } from "../data/index.ts";
import { Flatten, Linear, Sequential } from "../nn/index.ts";
import { registerDevice, setDevice } from "../tensor/index.ts";
import { type ImageClassifier, imageClassifier, type RunEvent, recipes, runRecipe } from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "recipes-"));
before(async () => {
  registerDevice("reference", () => createReferenceDevice());
  await setDevice("reference");
});
after(() => rm(folder, { recursive: true }));

/** Images that are bright in the left or in the right half. */
function images(count: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const labels = Uint8Array.from({ length: count }, () => random.integer(0, 2));
  const pixels = Uint8Array.from({ length: count * 16 }, (_, i) => {
    const bright = i % 4 >= 2 === (labels[Math.floor(i / 16)] === 1);
    return random.integer(0, bright ? 256 : 100);
  });
  return new ImageDataset({ pixels, labels, channels: 1, height: 4, width: 4, classes: ["left", "right"] });
}

const data: ImageSplits = {
  name: "halves",
  train: images(64, 1),
  test: images(30, 2),
  origin: "memory",
  checksums: { "halves.bin": "00" },
  licence: "none",
};

const parts: ImageClassifier = {
  name: "tiny",
  family: "feed-forward",
  description: "Tells left from right.",
  data: "mnist-10k",
  settings: {
    epochs: 4,
    batchSize: 8,
    learningRate: 0.05,
    warmup: 0.2,
    weightDecay: 0.01,
    augmentation: { shift: 0.3 },
  },
  accuracy: 0.9,
  fast: { settings: { epochs: 1, examples: 32 }, accuracy: 0.1 },
  input: { channels: 1, height: 4, width: 4, classes: 2 },
  model: () => new Sequential([new Flatten(), new Linear(16, 2)]),
};
const tiny = imageClassifier(parts);

test("a run leaves a record, events, weights and a report that agree", async () => {
  const events: RunEvent[] = [];
  const out = join(folder, "a");
  const result = await runRecipe(tiny, { data, seed: 3, out, onEvent: (event) => events.push(event) });
  assert.deepEqual(Object.keys(result.metrics), ["accuracy", "loss", "weightsSha256"]);
  assert.ok(result.reached && Number(result.metrics.accuracy) >= 0.9);
  assert.ok(result.peakMemory > 1e6);
  assert.deepEqual(
    [result.recipe, result.data, result.seed, result.epochs, result.steps, result.device, result.stopped],
    ["tiny", "halves", 3, 4, 32, "reference", false],
  );
  const weights = await readFile(join(out, "model.safetensors"));
  assert.equal(createHash("sha256").update(weights).digest("hex"), result.metrics.weightsSha256);
  const lines = (await readFile(join(out, "events.jsonl"), "utf8")).trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    events,
  );
  assert.deepEqual(events.at(-1), result);
  const start = events[0]!;
  assert.ok(start.event === "start" && start.recipe === "tiny" && start.out === out);
  const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
  assert.deepEqual(record.result, result);
  assert.deepEqual([record.settings, record.seed, record.data.sha256], [tiny.settings, 3, data.checksums]);
  const report = await readFile(join(out, "report.html"), "utf8");
  assert.ok(report.includes("tiny, seed 3") && report.includes("✓ reached"));
});

test("a file for TensorBoard has the curves of the run, also of one that goes on", async () => {
  const out = join(folder, "curves");
  const controller = new AbortController();
  const onEvent = (event: RunEvent): void => {
    if (event.event === "epoch" && event.epoch === 2) controller.abort();
  };
  await runRecipe(tiny, { data, out, tensorboard: true, signal: controller.signal, onEvent });
  const result = await runRecipe(tiny, { data, out, tensorboard: true, resume: true });
  const names = (await readdir(out)).filter((name) => name.includes("tfevents"));
  assert.equal(names.length, 1);
  const file = (await readFile(join(out, names[0]!))).toString("latin1");
  const tags = ["loss/training", "loss/validation", "accuracy/training", "accuracy/validation"];
  for (const tag of tags) assert.equal(file.split(`${tag}\x15`).length - 1, parts.settings.epochs, tag);
  for (const tag of ["loss/training_steps", "learning_rate", "examples_per_second"]) {
    assert.equal(file.split(`${tag}\x15`).length - 1, result.steps, tag);
  }
});

test("the seed decides all of a run, and options replace settings", async () => {
  const run = (seed: number, name: string) =>
    runRecipe(tiny, { data, seed, settings: { epochs: 1, batchSize: 16 }, out: join(folder, name) });
  const [a, b, c] = [await run(1, "b"), await run(1, "c"), await run(2, "d")];
  assert.deepEqual(a.metrics, b.metrics);
  assert.notEqual(a.metrics.weightsSha256, c.metrics.weightsSha256);
  assert.deepEqual([a.epochs, a.steps], [1, 4]);
  const record = JSON.parse(await readFile(join(folder, "b", "run.json"), "utf8"));
  assert.deepEqual([record.settings.epochs, record.settings.batchSize], [1, 16]);
});

test("a stopped run is saved whole", async () => {
  const controller = new AbortController();
  const out = join(folder, "stopped");
  const result = await runRecipe(tiny, {
    data,
    out,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.event === "step" && event.step === 3) controller.abort();
    },
  });
  assert.deepEqual([result.stopped, result.steps, result.epochs], [true, 3, 0]);
  assert.ok((await readFile(join(out, "model.safetensors"))).length > 0);
  assert.ok((await readFile(join(out, "report.html"), "utf8")).includes("stopped early"));
});

test("a share of the training examples is held out, picked ones are spread, and colour pictures are shown", async () => {
  const colours = (count: number, seed: number): ImageDataset => {
    const { arrays } = images(count, seed);
    const planes = new Uint8Array(3 * arrays.pixels.length);
    for (let i = 0; i < count; i++) {
      for (let channel = 0; channel < 3; channel++) {
        planes.set(arrays.pixels.subarray(16 * i, 16 * (i + 1)), 16 * (3 * i + channel));
      }
    }
    return new ImageDataset({ ...arrays, channels: 3, pixels: planes });
  };
  const recipe = imageClassifier({
    ...parts,
    input: { ...parts.input, channels: 3 },
    model: () => new Sequential([new Flatten(), new Linear(48, 2)]),
    transform: (batch) => batch,
  });
  const events: RunEvent[] = [];
  const out = join(folder, "colours");
  await runRecipe(recipe, {
    data: { ...data, train: colours(64, 1), test: colours(30, 2) } as ImageSplits,
    settings: { examples: 40, validation: 0.25, epochs: 1, learningRate: 1e-9 },
    out,
    onEvent: (event) => events.push(event),
  });
  const start = events[0]!;
  assert.ok(start.event === "start");
  assert.deepEqual([start.trainExamples, start.validationExamples], [30, 10]);
  const report = await readFile(join(out, "report.html"), "utf8");
  assert.ok(report.includes("of these for validation") && report.includes('class="mistake"'));
});

test("data that does not fit is refused before a folder is made", async () => {
  const out = join(folder, "unfit");
  const wide = imageClassifier({ ...parts, input: { ...parts.input, width: 5 } });
  await assert.rejects(
    runRecipe(wide, { data, out }),
    /^RangeError: Cannot use halves with tiny: expected pictures of 1×4×5 in 2 classes, got 1×4×4 in 2\./,
  );
  await assert.rejects(
    runRecipe(imageClassifier({ ...parts, input: { ...parts.input, classes: 1 } }), { data, out }),
    RangeError,
  );
  await assert.rejects(readdir(out), /ENOENT/);
});

test("the fast form has settings and targets of its own", async () => {
  const out = join(folder, "fast");
  const result = await runRecipe(tiny, { data, out, fast: true });
  assert.deepEqual([result.steps, result.targets], [4, [{ metric: "accuracy", atLeast: 0.1 }]]);
  const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
  assert.deepEqual([record.fast, record.settings.examples], [true, 32]);
});

for (const recipe of recipes.values()) {
  test(`the recipe ${recipe.name} has a data set that exists, a sentence, and figures to reach`, () => {
    assert.ok(recipe.data === undefined || datasets.has(recipe.data));
    const { data = recipe.data } = recipe.fast;
    assert.ok(data === undefined || datasets.get(data)?.kind === datasets.get(recipe.data!)?.kind);
    assert.match(recipe.description, /\.$/);
    for (const targets of [recipe.targets, recipe.fast.targets]) {
      assert.ok(targets.length > 0);
      for (const target of targets) {
        assert.ok(Number.isFinite("atLeast" in target ? target.atLeast : target.atMost));
      }
    }
    for (const name of Object.keys(recipe.fast.settings)) {
      assert.ok(name === "examples" || name in recipe.settings, name);
    }
  });
}
