/** Training: the fit loop, its events, evaluation, and what a run leaves behind. */

export { type BestState, BestWeights, type EarlyStopping } from "./best-weights.ts";
export { encodeCheckpoint, type Progress, restoreCheckpoint, type Trained } from "./checkpoint.ts";
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
export { type Mistake, worstMistakes } from "./report/mistakes.ts";
export { type ReportContents, renderReport } from "./report/report.ts";
export {
  type ReopenedRun,
  RunFolder,
  readRunRecord,
  readRunWeights,
  removeAbandonedStart,
  runExists,
} from "./run-folder.ts";
export { loadWeights, type SavedWeights, saveWeights } from "./weights.ts";
