/** Numbers that people read: from plain arrays, and over batches of tensors for `fit` to watch. */

export { accuracy } from "./accuracy.ts";
export { averagePrecision } from "./average-precision.ts";
export { balancedAccuracy } from "./balanced-accuracy.ts";
export { balancedClassWeights } from "./balanced-class-weights.ts";
export {
  batchF1,
  batchPrecision,
  batchRecall,
  type ClassScoreOptions,
} from "./batch-class-scores.ts";
export type { BatchMetric, CountedMetric, SummedMetric } from "./batch-metric.ts";
export { batchR2 } from "./batch-r2.ts";
export { type Bleu, type BleuOptions, bleu } from "./bleu.ts";
export { brierScore } from "./brier-score.ts";
export { type Calibration, type CalibrationBin, calibration } from "./calibration.ts";
export { characterErrorRate } from "./character-error-rate.ts";
export { type ChrFOptions, chrF } from "./chrf.ts";
export type { Averaging, AveragingOptions } from "./class-scores.ts";
export { type CocoScores, cocoMeanAveragePrecision } from "./coco-mean-average-precision.ts";
export { cohenKappa } from "./cohen-kappa.ts";
export { ConfusionMatrix } from "./confusion-matrix.ts";
export { countCorrect } from "./count-correct.ts";
export { countCorrectBinary } from "./count-correct-binary.ts";
export { countCorrectInTop } from "./count-correct-in-top.ts";
export type { Detections, TrueBoxes } from "./detections.ts";
export { dice } from "./dice.ts";
export { editDistance } from "./edit-distance.ts";
export { type EntityF1Options, type EntityScore, type EntityScores, entityF1 } from "./entity-f1.ts";
export { explainedVariance } from "./explained-variance.ts";
export { type FScoreOptions, fScore } from "./f-score.ts";
export { frechetDistance } from "./frechet-distance.ts";
export { hitRate } from "./hit-rate.ts";
export { inceptionScore } from "./inception-score.ts";
export { logLoss } from "./log-loss.ts";
export { matthewsCorrelation } from "./matthews-correlation.ts";
export { meanAbsoluteError } from "./mean-absolute-error.ts";
export { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts";
export { meanAbsoluteScaledError } from "./mean-absolute-scaled-error.ts";
export { meanIoU } from "./mean-iou.ts";
export { meanReciprocalRank } from "./mean-reciprocal-rank.ts";
export { meanSquaredError } from "./mean-squared-error.ts";
export { medianAbsoluteError } from "./median-absolute-error.ts";
export { ndcg } from "./ndcg.ts";
export { perplexity } from "./perplexity.ts";
export { precision } from "./precision.ts";
export { predictedClasses } from "./predicted-classes.ts";
export { psnr } from "./psnr.ts";
export type { Queries } from "./queries.ts";
export { r2Score } from "./r2-score.ts";
export { recall } from "./recall.ts";
export { rocAuc } from "./roc-auc.ts";
export { rootMeanSquaredError } from "./root-mean-squared-error.ts";
export { type RougeScore, rougeL, rougeN } from "./rouge.ts";
export { type PicturePlanes, type SsimOptions, ssim } from "./ssim.ts";
export { sumAbsoluteErrors } from "./sum-absolute-errors.ts";
export { sumSquaredErrors } from "./sum-squared-errors.ts";
export { symmetricMeanAbsolutePercentageError } from "./symmetric-mean-absolute-percentage-error.ts";
export { topKAccuracy } from "./top-k-accuracy.ts";
export { type VocOptions, type VocScores, vocMeanAveragePrecision } from "./voc-mean-average-precision.ts";
export { wordErrorRate } from "./word-error-rate.ts";
