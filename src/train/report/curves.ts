import type { EpochEvent, FitEvent, StepEvent } from "../events.ts";
import { formatMetric, isShare } from "./format-metric.ts";
import { lineChart, type Series } from "./line-chart.ts";
import { perCent, short } from "./markup.ts";

/** At most this many points make a curve; more would be a smear. */
const mostPoints = 150;

/** The part of a run between a start and the next. */
export interface RunPhase {
  /** Where a run has several. */
  readonly name?: string;
  readonly events: readonly FitEvent[];
}

/** A chart for each number that was told in a phase, and one of the learning rate. */
export function phaseCurves({ events }: RunPhase): string {
  const steps = events.filter((event): event is StepEvent => event.event === "step");
  const epochs = events.filter((event): event is EpochEvent => event.event === "epoch");
  const start = events.find((event) => event.event === "start");
  const perEpoch = start?.stepsPerEpoch || 1;
  const begin = start?.step ?? 0;
  const names = new Set([
    ...steps.flatMap(({ training }) => Object.keys(training)),
    ...epochs.flatMap(({ training, validation }) => Object.keys({ ...training, ...validation })),
  ]);
  const x = (step: number): number => (step - begin) / perEpoch;
  const byEpoch = (of: "training" | "validation", name: string): [number, number][] =>
    epochs.flatMap((event) => {
      const y = event[of]?.[name];
      return y === undefined ? [] : [[x(event.step), y] as [number, number]];
    });
  const charts = [...names].map((name) => {
    const share = isShare(name);
    const held: Series = {
      name: "held out",
      color: 2,
      points: byEpoch("validation", name),
      dots: true,
    };
    const training: Series = share
      ? { name: "training", color: 1, points: byEpoch("training", name), dots: true }
      : {
          name: "training",
          color: 1,
          points: thinned(steps, name).map(([step, y]) => [x(step), y] as [number, number]),
        };
    const values = [...training.points, ...held.points].map(([, y]) => y);
    // The first epochs of training would press all that matters into the top of the chart.
    const lowest = Math.min(0.99, ...(held.points.length > 0 ? held : training).points.map(([, y]) => y));
    return lineChart({
      title: titleOf(name),
      xLabel: "epoch",
      scale: !share && values.every((value) => value > 0 || Number.isNaN(value)) ? "log" : "linear",
      format: share ? (y) => perCent(y, 2).replace(/\.?0+ %/, " %") : (y) => formatMetric(name, y),
      ...(share && { range: [Math.max(0, lowest), 1] as const }),
      series: [training, held],
    });
  });
  const rate = lineChart({
    title: "Learning rate",
    xLabel: "epoch",
    format: short,
    range: [0, 0],
    series: [
      {
        name: "of the step",
        color: 1,
        points: steps
          .filter(({ learningRate }) => learningRate > 0)
          .map(({ step, learningRate }) => [x(step), learningRate]),
      },
    ],
  });
  return `<div class="charts">${charts.join("")}${rate}</div>`;
}

/** "digitAccuracy" as "Digit accuracy". */
function titleOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, (_, end, begin) => `${end} ${begin.toLowerCase()}`);
  return words.replace(/^./, (letter) => letter.toUpperCase());
}

/** A number over the steps, neighbours averaged where there are many: [step, value]. */
function thinned(steps: readonly StepEvent[], name: string): [number, number][] {
  const told = steps.filter(({ training }) => training[name] !== undefined);
  const group = Math.ceil(told.length / mostPoints);
  return Array.from({ length: Math.ceil(told.length / group) || 0 }, (_, i) => {
    const some = told.slice(i * group, (i + 1) * group);
    return [
      some[some.length - 1]!.step,
      some.reduce((sum, { training }) => sum + training[name]! / some.length, 0),
    ];
  });
}
