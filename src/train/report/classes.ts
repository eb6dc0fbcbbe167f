import { requireKind } from "../../base/argument-kinds.ts";
import { type Calibration, ConfusionMatrix } from "../../metrics/index.ts";
import { confusionTable } from "./confusion-table.ts";
import { type Mistake, mistakeGallery } from "./mistakes.ts";
import { reliabilityDiagram } from "./reliability-diagram.ts";
import type { ReportSection } from "./section.ts";

/** A section with a confusion matrix and, if given, how well the model knows when it is right. */
export function confusionSection(
  matrix: ConfusionMatrix,
  classes: readonly string[],
  calibration?: Calibration,
): ReportSection {
  if (!((matrix as unknown) instanceof ConfusionMatrix)) {
    throw new TypeError(
      `Cannot show a confusion matrix of a ${typeof matrix}: expected a ConfusionMatrix, got ${typeof matrix}. Make one with new metrics.ConfusionMatrix(numClasses).`,
    );
  }
  requireKind("array", "call confusionSection", { classes });
  const diagram =
    calibration === undefined ? "" : `<div class="charts">${reliabilityDiagram(calibration)}</div>`;
  return {
    title: "Confusion matrix",
    note: "held-out examples",
    body: `<div class="panel">${confusionTable(matrix, classes)}</div>${diagram}`,
  };
}

/** A section with the mistakes a classifier of pictures was surest of; `count` is how many there are in all. */
export function mistakesSection(
  mistakes: readonly Mistake[],
  classes: readonly string[],
  count: number,
): ReportSection {
  requireKind("array", "call mistakesSection", { mistakes, classes });
  return {
    title: "Surest mistakes",
    note: `${mistakes.length} of ${count}: what it is → what it was taken for, and how sure the model was`,
    body:
      mistakes.length === 0
        ? '<p class="note">None: every held-out example was found.</p>'
        : mistakeGallery(mistakes, classes),
  };
}
