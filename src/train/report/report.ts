import { requireKind } from "../../base/argument-kinds.ts";
import type { FitEvent, Metrics } from "../events.ts";
import { phaseCurves, type RunPhase } from "./curves.ts";
import { formatMetric } from "./format-metric.ts";
import { duration, escapeText, short } from "./markup.ts";
import type { ReportSection } from "./section.ts";
import { style } from "./style.ts";
import { formatTarget, reaches, type Target } from "./target.ts";

/** What a report of a run tells. */
export interface ReportContents {
  readonly title: string;
  readonly description: string;
  /** The final numbers on the held-out data. */
  readonly metrics: Metrics;
  /** What the run was to reach. */
  readonly targets: readonly Target[];
  /** The events of the run; curves are drawn from those of steps and epochs. */
  readonly phases: readonly RunPhase[];
  /** What there is to see of this run besides its curves. */
  readonly sections: readonly ReportSection[];
  /** Tables of names and values: settings, machine, timings. */
  readonly facts: readonly {
    readonly title: string;
    readonly rows: readonly (readonly [string, string])[];
  }[];
  /** Training seconds. */
  readonly seconds: number;
  readonly stopped: boolean;
}

/** A run as one self-contained HTML page: verdict, curves, what its recipe shows, and tables of facts. */
export function renderReport(contents: ReportContents): string {
  requireKind("object", "call renderReport", { contents });
  const { title, description, metrics, targets, phases, facts } = contents;
  requireKind("object", "call renderReport", { metrics });
  requireKind("array", "call renderReport", { targets, phases });
  const events = phases.flatMap((phase) => phase.events);
  const tiles: [string, string][] = [
    ...Object.entries(metrics).map(([name, value]): [string, string] => [
      `held-out ${name}`,
      formatMetric(name, value),
    ]),
    ["training time", duration(contents.seconds)],
    ["examples per second", speed(events)],
    ["parameters", Math.max(0, ...parameters(events)).toLocaleString("en-US")],
  ];
  const goal = targets.map(formatTarget).join(", ");
  const reached = targets.every((target) => reaches(metrics, target));
  const ended = contents.stopped ? `stopped early, before ${goal}` : `✗ missed ${goal}`;
  const verdict = reached ? `${contents.stopped ? "stopped early · " : ""}✓ reached ${goal}` : ended;
  const kind = reached ? "reached" : contents.stopped ? "stopped" : "missed";
  const curves = phases.map(
    (phase): ReportSection => ({
      title: phase.name === undefined ? "Curves" : `Curves: ${phase.name}`,
      note: "training numbers are of batches as they were trained with, each before its step",
      body: phaseCurves(phase),
    }),
  );
  const tables = facts.map(
    (table) =>
      `<div class="panel"><h3>${escapeText(table.title)}</h3><table>` +
      table.rows
        .map(([name, value]) => `<tr><td>${escapeText(name)}</td><td>${escapeText(value)}</td></tr>`)
        .join("") +
      "</table></div>",
  );
  const sections: ReportSection[] = [
    ...curves,
    ...contents.sections,
    { title: "Settings, data and timings", body: `<div class="facts">${tables.join("")}</div>` },
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title><style>${style}</style></head><body><main>
<header><h1>${escapeText(title)}</h1><p>${escapeText(description)}</p>
<span class="verdict ${kind}">${escapeText(verdict)}</span></header>
<section class="tiles">${tiles.map(([name, value]) => `<div class="tile"><span>${escapeText(name)}</span><b>${escapeText(value)}</b></div>`).join("")}</section>
${sections.map(sectionMarkup).join("\n")}
<footer>Made by Tensorloom. The same numbers are in run.json and events.jsonl beside this page.</footer>
</main></body></html>
`;
}

function sectionMarkup({ title, note, body }: ReportSection): string {
  const small = note === undefined ? "" : ` <small>${escapeText(note)}</small>`;
  return `<section><h2>${escapeText(title)}${small}</h2>${body}</section>`;
}

function parameters(events: readonly FitEvent[]): number[] {
  return events.flatMap((event) => (event.event === "start" ? [event.parameters] : []));
}

/** The mean over epochs, or over steps where no epoch was completed. */
function speed(events: readonly FitEvent[]): string {
  const of = (kind: "epoch" | "step"): number[] =>
    events.flatMap((event) => (event.event === kind ? [event.examplesPerSecond] : []));
  const speeds = of("epoch").length > 0 ? of("epoch") : of("step");
  return speeds.length === 0 ? "–" : short(speeds.reduce((sum, one) => sum + one, 0) / speeds.length);
}
