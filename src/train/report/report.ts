import type { Calibration, ConfusionMatrix } from "../../metrics/index.ts";
import type { EpochEvent, FitEvent, Metrics, StepEvent } from "../events.ts";
import { confusionTable } from "./confusion-table.ts";
import { lineChart } from "./line-chart.ts";
import { duration, escapeText, perCent, short } from "./markup.ts";
import { type Mistake, mistakeGallery } from "./mistakes.ts";
import { reliabilityDiagram } from "./reliability-diagram.ts";
import { style } from "./style.ts";

/** What a report of a trained classifier tells. */
export interface ReportContents {
  readonly title: string;
  readonly description: string;
  /** The final numbers on the held-out data: "accuracy" and "loss". */
  readonly metrics: Metrics;
  /** The accuracy the run was to reach. */
  readonly target: number;
  /** All events of the run; curves are drawn from those of steps and epochs. */
  readonly events: readonly FitEvent[];
  readonly confusion: ConfusionMatrix;
  readonly calibration: Calibration;
  readonly classes: readonly string[];
  readonly mistakes: readonly Mistake[];
  /** How many mistakes there are in all. */
  readonly mistakeCount: number;
  /** Tables of names and values: settings, machine, timings. */
  readonly facts: readonly {
    readonly title: string;
    readonly rows: readonly (readonly [string, string])[];
  }[];
  /** Training seconds. */
  readonly seconds: number;
  readonly stopped: boolean;
}

/** At most this many points make a curve; more would be a smear. */
const mostPoints = 150;

/** A run as one self-contained HTML page: verdict, curves, calibration, confusion matrix, mistakes, and
 * tables of facts. */
export function renderReport(contents: ReportContents): string {
  const { title, description, metrics, target, events, facts } = contents;
  const steps = events.filter((event): event is StepEvent => event.event === "step");
  const epochs = events.filter((event): event is EpochEvent => event.event === "epoch");
  const start = events.find((event) => event.event === "start");
  const stepsPerEpoch = start?.stepsPerEpoch ?? 1;
  const reached = metrics.accuracy! >= target;
  const speed = epochs.length === 0 ? steps : epochs;
  const examplesPerSecond = speed.reduce((sum, event) => sum + event.examplesPerSecond, 0) / speed.length;
  const tiles: [string, string][] = [
    ["held-out accuracy", perCent(metrics.accuracy!)],
    ["held-out loss", short(metrics.loss!)],
    ["training time", duration(contents.seconds)],
    ["images per second", Number.isFinite(examplesPerSecond) ? short(examplesPerSecond) : "–"],
    ["parameters", (start?.parameters ?? 0).toLocaleString("en-US")],
  ];
  const goal = `its target of ${perCent(target, 1)}`;
  const ended = contents.stopped ? `stopped early, before ${goal}` : `✗ missed ${goal}`;
  const verdict = reached ? `${contents.stopped ? "stopped early · " : ""}✓ reached ${goal}` : ended;
  const kind = reached ? "reached" : contents.stopped ? "stopped" : "missed";
  const byEpoch = (pick: (event: EpochEvent) => number | undefined): [number, number][] =>
    epochs.flatMap((event) => {
      const y = pick(event);
      return y === undefined ? [] : [[event.step / stepsPerEpoch, y] as [number, number]];
    });
  // The first epochs of training would press all that matters into the top of the chart.
  const lowest = Math.min(
    0.99,
    ...epochs.map(({ training, validation }) => (validation ?? training).accuracy!),
  );
  const charts = [
    lineChart({
      title: "Loss",
      xLabel: "epoch",
      scale: "log",
      format: short,
      series: [
        {
          name: "training",
          color: 1,
          points: thinned(steps).map(([step, loss]) => [step / stepsPerEpoch, loss]),
        },
        { name: "held out", color: 2, points: byEpoch((event) => event.validation?.loss), dots: true },
      ],
    }),
    lineChart({
      title: "Accuracy",
      xLabel: "epoch",
      format: (y) => perCent(y, 2).replace(/\.?0+ %/, " %"),
      range: [Math.max(0, lowest), 1],
      series: [
        { name: "training", color: 1, points: byEpoch((event) => event.training.accuracy), dots: true },
        {
          name: "held out",
          color: 2,
          points: byEpoch((event) => event.validation?.accuracy),
          dots: true,
        },
      ],
    }),
    reliabilityDiagram(contents.calibration),
    lineChart({
      title: "Learning rate",
      xLabel: "epoch",
      format: short,
      range: [0, 0],
      series: [
        {
          name: "of the step",
          color: 1,
          points: steps.map(({ step, learningRate }) => [step / stepsPerEpoch, learningRate]),
        },
      ],
    }),
  ];
  const tables = facts.map(
    (table) =>
      `<div class="panel"><h3>${escapeText(table.title)}</h3><table>` +
      table.rows
        .map(([name, value]) => `<tr><td>${escapeText(name)}</td><td>${escapeText(value)}</td></tr>`)
        .join("") +
      "</table></div>",
  );
  const shown = contents.mistakes.length;
  const gallery =
    shown === 0
      ? '<p class="note">None: every held-out example was found.</p>'
      : mistakeGallery(contents.mistakes, contents.classes);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><style>${style}</style></head><body><main>
<header><h1>${escapeText(title)}</h1><p>${escapeText(description)}</p>
<span class="verdict ${kind}">${verdict}</span></header>
<section class="tiles">${tiles.map(([name, value]) => `<div class="tile"><span>${name}</span><b>${value}</b></div>`).join("")}</section>
<section><h2>Curves <small>training numbers are of augmented batches, each before its step</small></h2><div class="charts">${charts.join("")}</div></section>
<section><h2>Confusion matrix <small>held-out examples</small></h2><div class="panel">${confusionTable(contents.confusion, contents.classes)}</div></section>
<section><h2>Surest mistakes <small>${shown} of ${contents.mistakeCount}: what it is → what it was taken for, and how sure the model was</small></h2>${gallery}</section>
<section><h2>Settings, data and timings</h2><div class="facts">${tables.join("")}</div></section>
<footer>Made by Tensorloom. The same numbers are in run.json and events.jsonl beside this page.</footer>
</main></body></html>
`;
}

/** The loss over the steps, neighbours averaged where there are many: [step, loss]. */
function thinned(steps: readonly StepEvent[]): [number, number][] {
  const group = Math.ceil(steps.length / mostPoints);
  return Array.from({ length: Math.ceil(steps.length / group) || 0 }, (_, i) => {
    const some = steps.slice(i * group, (i + 1) * group);
    return [
      some[some.length - 1]!.step,
      some.reduce((sum, event) => sum + event.training.loss! / some.length, 0),
    ];
  });
}
