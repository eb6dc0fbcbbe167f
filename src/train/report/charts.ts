import { requireKind } from "../../base/argument-kinds.ts";
import { type LineChartOptions, lineChart } from "./line-chart.ts";
import type { ReportSection } from "./section.ts";

/** A section of charts of lines, side by side. */
export function chartsSection(
  title: string,
  charts: readonly LineChartOptions[],
  note?: string,
): ReportSection {
  requireKind("text", "call chartsSection", { title });
  requireKind("array", "call chartsSection", { charts });
  return {
    title,
    ...(note && { note }),
    body: `<div class="charts">${charts.map((chart) => lineChart(chart)).join("")}</div>`,
  };
}
