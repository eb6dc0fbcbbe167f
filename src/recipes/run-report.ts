import type { ImageSplits } from "../data/index.ts";
import { ConfusionMatrix, calibration, predictedClasses } from "../metrics/index.ts";
import { type EpochEvent, renderReport, type StepEvent, worstMistakes } from "../train/index.ts";
import type { Recipe } from "./recipe.ts";
import type { RunEvent, RunResult, RunStart } from "./run-events.ts";
import { runFacts } from "./run-facts.ts";

/** How many mistakes a report shows. */
const mistakesShown = 32;

/** What a run's report is made from. */
export interface Reported {
  readonly data: ImageSplits;
  readonly events: readonly RunEvent[];
  readonly result: RunResult;
  readonly settings: Recipe["settings"];
  readonly logits: Float32Array;
}

/** The HTML page of a run. `logits` are the outputs for all held-out examples, [examples · classes]. */
export function runReport(recipe: Recipe, reported: Reported): string {
  const { data, events, result, logits } = reported;
  const { labels, classes, width, height } = data.test.arrays;
  const numClasses = classes.length;
  const confusion = new ConfusionMatrix(numClasses);
  confusion.add(predictedClasses(logits, numClasses), labels);
  const mistakes = worstMistakes(logits, { labels, numClasses, limit: Infinity });
  return renderReport({
    title: `${recipe.name}, seed ${result.seed}`,
    description: recipe.description,
    metrics: { accuracy: result.metrics.accuracy, loss: result.metrics.loss },
    target: recipe.target.atLeast,
    events: events.filter((event): event is RunStart | StepEvent | EpochEvent => event.event !== "result"),
    confusion,
    calibration: calibration(logits, { labels }),
    classes,
    mistakes: mistakes
      .slice(0, mistakesShown)
      .map((mistake) => ({ ...mistake, image: data.test.image(mistake.index), width, height })),
    mistakeCount: mistakes.length,
    seconds: result.seconds,
    stopped: result.stopped,
    facts: runFacts(reported),
  });
}
