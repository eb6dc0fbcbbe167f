import { requireKind } from "../../base/argument-kinds.ts";
import type { Metrics } from "../events.ts";
import { formatMetric } from "./format-metric.ts";

/** What a metric must be at the end of a run. */
export type Target =
  | { readonly metric: string; readonly atLeast: number }
  | { readonly metric: string; readonly atMost: number };

/** Whether metrics reach a target; one that is missing or no number reaches none. */
export function reaches(metrics: Metrics, target: Target): boolean {
  requireKind("object", "call reaches", { metrics, target });
  const value = metrics[target.metric] ?? Number.NaN;
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}

/**
 * A target in words.
 *
 * @example
 * train.formatTarget({ metric: "accuracy", atLeast: 0.985 }); // "accuracy ≥ 98.50 %"
 */
export function formatTarget(target: Target): string {
  requireKind("object", "call formatTarget", { target });
  const [sign, value] = "atLeast" in target ? ["≥", target.atLeast] : ["≤", target.atMost];
  return `${target.metric} ${sign} ${formatMetric(target.metric, value)}`;
}
