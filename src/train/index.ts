/** Training: the fit loop, its events, evaluation, and what a run leaves behind. */

export { type BestState, BestWeights, type EarlyStopping } from "./best-weights.ts";
export { encodeCheckpoint, type Progress, restoreCheckpoint, type Trained } from "./checkpoint.ts";
export { type CrossValidation, crossValidate } from "./cross-validate.ts";
export { type Diagnosis, diagnose, type Verdict } from "./diagnose.ts";
export { type Evaluation, Evaluator, type EvaluatorOptions } from "./evaluator.ts";
export type { EpochEvent, FitEvent, Metrics, ResultEvent, StartEvent, StepEvent } from "./events.ts";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type LearningRateTrial,
} from "./find-learning-rate.ts";
export { type FitResult, fit, fitEvents } from "./fit.ts";
export type { CheckpointOptions, FitOptions, LoopOptions, StepOptions } from "./fit-options.ts";
export { chartsSection } from "./report/charts.ts";
export { confusionSection, mistakesSection } from "./report/classes.ts";
export type { RunPhase } from "./report/curves.ts";
export { formatMetric, isShare } from "./report/format-metric.ts";
export { type HeatMap, heatMapsSection } from "./report/heat-maps.ts";
export type { LineChartOptions, Series } from "./report/line-chart.ts";
export { escapeText } from "./report/markup.ts";
export { type Mistake, worstMistakes } from "./report/mistakes.ts";
export { picturesSection, type ShownPicture } from "./report/pictures.ts";
export { type ReportContents, renderReport } from "./report/report.ts";
export { type ScatterOptions, type ScatterPoint, scatterSection } from "./report/scatter.ts";
export type { ReportSection } from "./report/section.ts";
export { tableSection } from "./report/tables.ts";
export { formatTarget, reaches, type Target } from "./report/target.ts";
export { textsSection } from "./report/texts.ts";
export {
  type ReopenedRun,
  RunFolder,
  readRunRecord,
  readRunWeights,
  removeAbandonedStart,
  runExists,
} from "./run-folder.ts";
export { loadWeights, type SavedWeights, saveWeights } from "./weights.ts";
