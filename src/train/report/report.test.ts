import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfusionMatrix, calibration } from "../../metrics/index.ts";
import { confusionSection, mistakesSection } from "./classes.ts";
import { linearTicks, lineChart, logTicks } from "./line-chart.ts";
import { duration, short } from "./markup.ts";
import { worstMistakes } from "./mistakes.ts";
import { type ReportContents, renderReport } from "./report.ts";

const confusion = new ConfusionMatrix(3);
confusion.add([0, 1, 2, 2, 1], [0, 1, 2, 1, 1]);

const classes = ["cat", "dog", 'x"<script>'];

const contents: ReportContents = {
  title: "a <b>bold</b> run",
  description: "learns & tells",
  metrics: { accuracy: 0.98849, loss: 0.0345 },
  targets: [{ metric: "accuracy", atLeast: 0.985 }],
  phases: [
    {
      events: [
        {
          event: "start",
          epochs: 2,
          stepsPerEpoch: 2,
          batchSize: 4,
          trainExamples: 8,
          validationExamples: 5,
          parameters: 1234,
          seed: 0,
        },
        {
          event: "step",
          epoch: 1,
          step: 1,
          training: { loss: 2, accuracy: 0.1 },
          learningRate: 1,
          seconds: 1,
          examplesPerSecond: 4,
        },
        {
          event: "step",
          epoch: 1,
          step: 2,
          training: { loss: 1, accuracy: 0.5 },
          learningRate: 1,
          seconds: 1,
          examplesPerSecond: 4,
        },
        {
          event: "epoch",
          epoch: 1,
          step: 2,
          training: { loss: 1.5, accuracy: 0.3 },
          validation: { loss: 0.7, accuracy: 0.9, digitAccuracy: 0.5 },
          learningRate: 1,
          seconds: 2,
          examplesPerSecond: 4000,
        },
      ],
    },
  ],
  sections: [
    confusionSection(confusion, classes, calibration([3, 0, 0, 0, 9, 0, 0, 2, 2.5], { labels: [0, 1, 1] })),
    mistakesSection(
      [
        {
          index: 3,
          label: 1,
          prediction: 2,
          confidence: 0.876,
          image: new Uint8Array(4),
          width: 2,
          height: 2,
        },
      ],
      classes,
      7,
    ),
  ],
  facts: [{ title: "Settings", rows: [["learning rate", "0.002"]] }],
  seconds: 83,
  stopped: false,
};

test("a report has its verdict, tiles, curves, matrix, mistakes and settings", () => {
  const html = renderReport(contents);
  for (const part of [
    "✓ reached accuracy ≥ 98.50 %",
    "98.85 %",
    "0.0345",
    "1 min 23 s",
    "1,234",
    'aria-label="Loss"',
    'aria-label="Accuracy"',
    'aria-label="Digit accuracy"',
    'aria-label="Calibration"',
    'aria-label="Learning rate"',
    "1 of 53 % to 60 %: 59.2 % sure, 0.0 % right",
    "expected error",
    "cat found: 1",
    "taken for",
    "1 of 7",
    "87.6 %",
    "data:image/png;base64,",
    "learning rate",
  ]) {
    assert.ok(html.includes(part), part);
  }
});

test("a report needs nothing from elsewhere and runs nothing", () => {
  const html = renderReport(contents);
  assert.doesNotMatch(html, /https?:|<script|<link|@import|\burl\(/);
  assert.ok(html.includes("a &#60;b&#62;bold&#60;/b&#62; run"));
  assert.match(html, /prefers-color-scheme: dark/);
});

test("a run that missed its target, was stopped or made no mistakes says so", () => {
  assert.ok(
    renderReport({ ...contents, metrics: { accuracy: 0.98, loss: 1 } }).includes("✗ missed accuracy"),
  );
  assert.ok(renderReport({ ...contents, stopped: true }).includes("stopped early · ✓ reached accuracy"));
  const stopped = renderReport({
    ...contents,
    stopped: true,
    targets: [{ metric: "accuracy", atLeast: 0.999 }],
  });
  assert.ok(
    stopped.includes("stopped early, before accuracy ≥ 99.90 %") && !stopped.includes("missed accuracy"),
  );
  const perfect = renderReport({ ...contents, phases: [], sections: [mistakesSection([], classes, 0)] });
  assert.ok(perfect.includes("every held-out example was found"));
  assert.doesNotMatch(perfect, /NaN|undefined|Infinity/);
});

test("charts leave out what cannot be drawn", () => {
  const chart = (points: [number, number][]): string =>
    lineChart({
      title: "t",
      xLabel: "x",
      scale: "log",
      format: short,
      series: [{ name: "s", color: 1, points }],
    });
  assert.equal(chart([[1, Number.NaN]]), "");
  assert.equal(chart([[1, 0]]), "");
  const drawn = chart([
    [1, 3],
    [2, Number.POSITIVE_INFINITY],
    [3, 0.1],
  ]);
  assert.match(drawn, /<path class="line-1 thin" d="M[\d.]+ [\d.]+L[\d.]+ [\d.]+"\/>/);
  const point = chart([[1, 5]]);
  assert.doesNotMatch(point, /NaN/);
  assert.match(point, /<circle/, "one point makes no line, and is seen all the same");
});

test("ticks are round and cover the range", () => {
  assert.deepEqual(linearTicks(0, 10), [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual(linearTicks(0.86, 1), [0.85, 0.9, 0.95, 1]);
  assert.deepEqual(logTicks(0.03, 2.4), [0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(logTicks(1e-5, 10), [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(3, 3), [3, 3]);
});

test("the surest mistakes come first, with the probability of what they were taken for", () => {
  const logits = Float32Array.of(/**/ 0, 0, 1, /**/ 5, 0, 0, /**/ 0, 9, 0, /**/ 0, 3, 0);
  const found = worstMistakes(logits, { labels: [0, 1, 1, 0], numClasses: 3, limit: 2 });
  assert.deepEqual(
    found.map(({ index, label, prediction }) => [index, label, prediction]),
    [
      [1, 1, 0],
      [3, 0, 1],
    ],
  );
  assert.ok(Math.abs(found[0]!.confidence - 1 / (1 + 2 * Math.exp(-5))) < 1e-9);
});

test("numbers and durations are short", () => {
  assert.deepEqual([12345.6, 3.4159, 0.01234, 2.5e-5, 0].map(short), [
    "12,346",
    "3.42",
    "0.0123",
    "2.5e-5",
    "0",
  ]);
  assert.deepEqual([8.44, 125, 3840].map(duration), ["8.4 s", "2 min 05 s", "1 h 04 min"]);
});
