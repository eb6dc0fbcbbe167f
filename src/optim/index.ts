/** Update rules, learning rate schedules, gradient clipping, penalties and constraints. */

export { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
export { Adafactor, type AdafactorOptions } from "./adafactor.ts";
export { Adagrad, type AdagradOptions } from "./adagrad.ts";
export { Adam, type AdamOptions } from "./adam.ts";
export { Adamax, type AdamaxOptions } from "./adamax.ts";
export { AdamW, type AdamWOptions } from "./adamw.ts";
export { clipGradNorm } from "./clip-grad-norm.ts";
export { clipGradValue } from "./clip-grad-value.ts";
export { constrainMaxNorm } from "./constrain-max-norm.ts";
export { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine-annealing-lr.ts";
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsOptions,
} from "./cosine-annealing-warm-restarts.ts";
export { type ElasticNetFactors, elasticNetPenalty } from "./elastic-net-penalty.ts";
export { ExponentialLR, type ExponentialLROptions } from "./exponential-lr.ts";
export { l1Penalty } from "./l1-penalty.ts";
export { l2Penalty } from "./l2-penalty.ts";
export { LAMB, type LAMBOptions } from "./lamb.ts";
export { LBFGS, type LBFGSOptions } from "./lbfgs.ts";
export { LinearLR, type LinearLROptions } from "./linear-lr.ts";
export { Lion, type LionOptions } from "./lion.ts";
export { Lookahead, type LookaheadOptions } from "./lookahead.ts";
export type { AmsgradOption, MomentsOptions } from "./moments.ts";
export { MultiStepLR, type MultiStepLROptions } from "./multi-step-lr.ts";
export { Muon, type MuonOptions } from "./muon.ts";
export { NAdam, type NAdamOptions } from "./nadam.ts";
export { OneCycleLR, type OneCycleLROptions } from "./one-cycle-lr.ts";
export { Optimizer } from "./optimizer.ts";
export type { ParameterGroup, ParametersOf } from "./parameter-groups.ts";
export { PolynomialLR, type PolynomialLROptions } from "./polynomial-lr.ts";
export { RAdam, type RAdamOptions } from "./radam.ts";
export {
  type PlateauState,
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
} from "./reduce-lr-on-plateau.ts";
export { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
export { type HasLearningRate, Schedule } from "./schedule.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export { StepLR, type StepLROptions } from "./step-lr.ts";
export { WarmupCosineLR, type WarmupCosineLROptions } from "./warmup-cosine-lr.ts";
export { WeightAverage, type WeightAverageOptions } from "./weight-average.ts";
