/** Update rules, learning rate schedules and gradient clipping. */

export { Adam, type AdamOptions } from "./adam.ts";
export { AdamW, type AdamWOptions } from "./adamw.ts";
export { clipGradNorm } from "./clip-grad-norm.ts";
export { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine-annealing-lr.ts";
export type { MomentsOptions } from "./moments.ts";
export { OneCycleLR, type OneCycleLROptions } from "./one-cycle-lr.ts";
export { Optimizer } from "./optimizer.ts";
export { type HasLearningRate, Schedule } from "./schedule.ts";
export { SGD, type SGDOptions } from "./sgd.ts";
export { WarmupCosineLR, type WarmupCosineLROptions } from "./warmup-cosine-lr.ts";
