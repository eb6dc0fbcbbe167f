/** Training: the fit loop, its events, evaluation, and what a run leaves behind. */

export { type Evaluation, Evaluator, type EvaluatorOptions } from "./evaluator.ts";
export type { EpochEvent, FitEvent, Metrics, ResultEvent, StartEvent, StepEvent } from "./events.ts";
export { type FitOptions, fit, fitEvents } from "./fit.ts";
export { countCorrect, type SummedMetric } from "./metric.ts";
export { type Mistake, worstMistakes } from "./report/mistakes.ts";
export { type ReportContents, renderReport } from "./report/report.ts";
export { RunFolder, readRunRecord, readRunWeights } from "./run-folder.ts";
export { loadWeights, type SavedWeights, saveWeights } from "./weights.ts";
