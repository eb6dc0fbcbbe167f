import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { ArrayDataset } from "../data/index.ts";
import { meanSquaredError } from "../metrics/index.ts";
import { Linear, Module } from "../nn/index.ts";
import { Adam } from "../optim/index.ts";
import { registerDevice, setDevice, type Tensor, tensor } from "../tensor/index.ts";
import { textsSection } from "../train/index.ts";
import { defineRecipe, type RunEvent, runRecipe } from "./index.ts";

const folder = await mkdtemp(join(tmpdir(), "phases-"));
before(async () => {
  registerDevice("reference", () => createReferenceDevice());
  await setDevice("reference");
});
after(() => rm(folder, { recursive: true }));

class Autoencoder extends Module {
  readonly encoder = new Linear(3, 2);
  readonly decoder = new Linear(2, 3);
  readonly head = new Linear(2, 1);
  forward(x: Tensor): Tensor {
    return this.decoder.forward(this.encoder.forward(x));
  }
}

/** Pretrains an autoencoder, then trains a head on what it found: two phases, the second with a step of its own. */
const twofold = defineRecipe({
  name: "twofold",
  family: "tests",
  description: "Learns codes, then a sum from them.",
  settings: { epochs: 3, batchSize: 4, examples: 24 },
  targets: [{ metric: "error", atMost: 5 }],
  fast: { settings: { epochs: 1 }, targets: [{ metric: "error", atMost: 50 }] },
  prepare: (_, { examples }) => {
    const random = new Random(8);
    const x = Float32Array.from({ length: 3 * examples }, () => random.normal());
    const sums = Float32Array.from({ length: examples }, (_, i) => x[3 * i]! + x[3 * i + 1]!);
    const [inputs, totals] = [
      { shape: [examples, 3], data: x },
      { shape: [examples, 1], data: sums },
    ];
    return {
      assets: { inputs: 3 },
      codes: new ArrayDataset([inputs, inputs]),
      sums: new ArrayDataset([inputs, totals]),
    };
  },
  model: () => new Autoencoder(),
  train: (model, { codes, sums }, { epochs, batchSize }) => {
    const optimizer = new Adam(model.parameters(), { lr: 0.05 });
    const headOptimizer = new Adam(model.head.parameters(), { lr: 0.05 });
    return [
      {
        name: "codes",
        data: codes,
        model,
        options: { epochs, batchSize, optimizer, loss: (y, x) => y.sub(x).pow(2).mean() },
      },
      {
        name: "sums",
        data: sums,
        options: {
          epochs: epochs + 1,
          batchSize,
          stepsPerEvent: 1,
          optimizers: [headOptimizer],
          trainingStep: (x, total) => {
            headOptimizer.zeroGrad();
            const loss = model.head.forward(model.encoder.forward(x!).detach()).sub(total!).pow(2).mean();
            loss.backward();
            headOptimizer.step();
            return { loss };
          },
        },
      },
    ];
  },
  evaluate: async (model, { sums }) => {
    const [x, total] = sums.columns;
    const found = model.head.forward(model.encoder.forward(tensor(x!.data, { shape: x!.shape })));
    const error = meanSquaredError((await found.data()) as Float32Array, total!.data);
    return { metrics: { error }, sections: [textsSection("Words", [{ heading: "<h>", text: "a & b" }])] };
  },
});

test("a run goes through its phases, and tells and shows each", async () => {
  const events: RunEvent[] = [];
  const out = join(folder, "whole");
  const result = await runRecipe(twofold, { out, onEvent: (event) => events.push(event) });
  const starts = events.filter((event) => event.event === "start");
  assert.deepEqual(
    starts.map(({ phase, step }) => [phase?.name, phase?.number, phase?.count, step]),
    [
      ["codes", 1, 2, undefined],
      ["sums", 2, 2, 18],
    ],
  );
  assert.deepEqual([result.steps, result.epochs, result.reached], [18 + 24, 7, true]);
  const steps = events.flatMap((event) => (event.event === "step" ? [event.step] : []));
  assert.deepEqual(
    steps,
    [...steps].sort((a, b) => a - b),
  );
  assert.equal(result.diagnosis, undefined);
  const report = await readFile(join(out, "report.html"), "utf8");
  for (const part of ["Curves: codes", "Curves: sums", "error ≤ 5", "&#60;h&#62;", "a &#38; b"]) {
    assert.ok(report.includes(part), part);
  }
  const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
  assert.deepEqual([record.assets, record.data.name], [{ inputs: 3 }, "made by twofold"]);
});

for (const [where, stopAt] of [
  ["in the first phase", 5],
  ["in the second", 30],
] as const) {
  test(`a run that was stopped ${where} goes on to the same weights`, async () => {
    const whole = await runRecipe(twofold, { out: join(folder, `whole-${stopAt}`), seed: 3 });
    const out = join(folder, `stopped-${stopAt}`);
    const controller = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.event === "step" && event.step >= stopAt) controller.abort();
    };
    const stopped = await runRecipe(twofold, { out, seed: 3, signal: controller.signal, onEvent });
    assert.ok(stopped.stopped && stopped.steps === stopAt);
    const events: RunEvent[] = [];
    const rest = await runRecipe(twofold, {
      ...{ out, seed: 3, resume: true },
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual(rest.metrics, whole.metrics);
    assert.deepEqual([rest.steps, rest.stopped], [42, false]);
    const first = events.find((event) => event.event === "start");
    assert.equal(first?.resumedFrom, stopAt > 18 ? stopAt - 18 : stopAt);
    const lines = (await readFile(join(out, "events.jsonl"), "utf8")).trimEnd().split("\n");
    const steps = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "step");
    assert.equal(new Set(steps.map(({ step }) => step)).size, steps.length, "no step is told twice");
  });
}
