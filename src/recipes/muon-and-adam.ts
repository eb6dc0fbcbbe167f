import type { Module } from "../nn/index.ts";
import { AdamW, Muon, type Optimizer, type Schedule, WarmupCosineLR } from "../optim/index.ts";
import { together } from "./together.ts";

/** Rates of `muonAndAdam`, and how they go. */
export interface MuonAndAdamOptions {
  /** Whether a matrix, or the filters of a convolution, of this name belong to a hidden layer. */
  readonly isHidden: (name: string) => boolean;
  /** The highest rate of hidden matrices. */
  readonly matrixRate: number;
  /** The highest rate of all else. */
  readonly learningRate: number;
  /** The share of all steps in which rates rise. */
  readonly warmup: number;
  readonly totalSteps: number;
}

/**
 * Optimizers of a deep network: matrices and filters of hidden layers learn by Muon, embeddings and vectors by AdamW. Both rates rise
 * and fall in proportion, along half a cosine.
 */
export function muonAndAdam(
  model: Module,
  { isHidden, matrixRate, learningRate, warmup, totalSteps }: MuonAndAdamOptions,
): { readonly optimizers: readonly Optimizer[]; readonly schedule: Schedule } {
  const matrices = model.namedParameters().filter(([name, { rank }]) => rank >= 2 && isHidden(name));
  const hidden = new Set(matrices.map(([, parameter]) => parameter));
  const muon = new Muon(hidden, { lr: matrixRate });
  const others = model.parameters().filter((parameter) => !hidden.has(parameter));
  const adam = new AdamW(others, { lr: learningRate, betas: [0.9, 0.95], weightDecay: 0 });
  const schedule = new WarmupCosineLR(together(muon, adam), {
    warmupSteps: Math.floor(warmup * totalSteps),
    totalSteps,
    minLr: 0.05 * matrixRate,
  });
  return { optimizers: [muon, adam], schedule };
}
