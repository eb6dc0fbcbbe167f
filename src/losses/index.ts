/** What training makes small: functions of predictions and targets. */

export { type AdversarialLoss, leastSquares, minimax, nonSaturating, wasserstein } from "./adversarial.ts";
export { type ArcFaceOptions, arcFace } from "./arc-face.ts";
export { type BatchHardTripletOptions, batchHardTriplet } from "./batch-hard-triplet.ts";
export { type BinaryCrossEntropyOptions, binaryCrossEntropy } from "./binary-cross-entropy.ts";
export {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
} from "./binary-cross-entropy-with-logits.ts";
export { boxIou } from "./box-iou.ts";
export { bpr } from "./bpr.ts";
export type { ClassOptions } from "./class-scores.ts";
export { completeBoxIou } from "./complete-box-iou.ts";
export { type ContrastiveOptions, contrastive } from "./contrastive.ts";
export { type CosineEmbeddingOptions, cosineEmbedding } from "./cosine-embedding.ts";
export { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
export { type CtcOptions, ctc } from "./ctc.ts";
export { type DiceOptions, dice } from "./dice.ts";
export { distanceBoxIou } from "./distance-box-iou.ts";
export { type DistillationOptions, distillation } from "./distillation.ts";
export { type ElboOptions, elbo } from "./elbo.ts";
export { type FocalOptions, focal } from "./focal.ts";
export { gaussianKl } from "./gaussian-kl.ts";
export { type GaussianNllOptions, gaussianNll } from "./gaussian-nll.ts";
export { generalizedBoxIou } from "./generalized-box-iou.ts";
export { type GradientPenaltyOptions, gradientPenalty } from "./gradient-penalty.ts";
export { hinge } from "./hinge.ts";
export { type HingeEmbeddingOptions, hingeEmbedding } from "./hinge-embedding.ts";
export { type HuberOptions, huber } from "./huber.ts";
export { infoNce, type TemperatureOptions } from "./info-nce.ts";
export { type KlDivOptions, klDiv } from "./kl-div.ts";
export { l1 } from "./l1.ts";
export { logCosh } from "./log-cosh.ts";
export { type MapeOptions, mape } from "./mape.ts";
export { type MarginRankingOptions, marginRanking } from "./margin-ranking.ts";
export { type GaussianMixture, mixtureDensity } from "./mixture-density.ts";
export { mse } from "./mse.ts";
export { msle } from "./msle.ts";
export { type MultiMarginOptions, multiMargin } from "./multi-margin.ts";
export { multilabelMargin } from "./multilabel-margin.ts";
export { type MultilabelSoftMarginOptions, multilabelSoftMargin } from "./multilabel-soft-margin.ts";
export { type NllOptions, nll } from "./nll.ts";
export { ntXent } from "./nt-xent.ts";
export { perceptual } from "./perceptual.ts";
export { type PoissonNllOptions, poissonNll } from "./poisson-nll.ts";
export { type QuantileOptions, quantile } from "./quantile.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
export { type SmoothL1Options, smoothL1 } from "./smooth-l1.ts";
export { softMargin } from "./soft-margin.ts";
export { squaredHinge } from "./squared-hinge.ts";
export { style } from "./style.ts";
export { totalVariation } from "./total-variation.ts";
export { type TripletMarginOptions, tripletMargin } from "./triplet-margin.ts";
export {
  type TripletMarginWithDistanceOptions,
  tripletMarginWithDistance,
} from "./triplet-margin-with-distance.ts";
export { type TverskyOptions, tversky } from "./tversky.ts";
