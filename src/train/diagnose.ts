import { requireKind } from "../base/argument-kinds.ts";
import type { EpochEvent, Metrics, StepEvent } from "./events.ts";

/** How a training went. */
export type Verdict = "good fit" | "underfitting" | "overfitting" | "diverged" | "unclear";

/** What the curves of a training say. */
export interface Diagnosis {
  readonly verdict: Verdict;
  /** What in the curves says so, in a sentence. */
  readonly because: string;
  /** What to try, the most promising first; empty for a good fit. */
  readonly advice: readonly string[];
}

/** Shares of the loss that training began with: below them a change, or a distance, is none that counts. */
const limits = {
  /** A loss that still falls by this from one fifth of the epochs to the next has not arrived. */
  falling: 0.02,
  /** One that is left above this has hardly been learned. */
  unlearned: 0.6,
  /** A held-out loss this far above that of training is a gap, and so is half as much of a rise from its best. */
  gap: 0.15,
} as const;

/**
 * Says from the curves of a finished training whether it fits well, too little or too much, or came apart, and what to try.
 * It looks at the loss only, relative to the loss that training began with: that of the first step event, if there are
 * any, else of the first epoch. Without a validation it can tell neither a good fit nor overfitting.
 *
 * Source: Goodfellow, Bengio, Courville, "Deep Learning", 2016, sections 5.2 and 11.
 *
 * @example
 * const epoch = (epoch: number, training: number, validation: number): train.EpochEvent => ({
 *   event: "epoch", epoch, step: epoch, training: { loss: training }, validation: { loss: validation },
 *   learningRate: 0.1, seconds: epoch, examplesPerSecond: 1,
 * });
 * const history = [epoch(1, 2, 2.1), epoch(2, 0.7, 1.2), epoch(3, 0.2, 1.4), epoch(4, 0.05, 1.9)];
 * console.log(diagnose(history).verdict); // overfitting
 */
export function diagnose(history: readonly (StepEvent | EpochEvent)[]): Diagnosis {
  requireKind("array", "call diagnose", { history });
  for (const events of history) requireKind("object", "call diagnose", { events });
  const steps = history.filter((event): event is StepEvent => event.event === "step");
  const epochs = history.filter((event): event is EpochEvent => event.event === "epoch");
  const training = epochs.map((event) => event.training.loss ?? Number.NaN);
  const validation = epochs.flatMap((event) =>
    event.validation ? [event.validation.loss ?? Number.NaN] : [],
  );
  const start = steps[0]?.training.loss ?? training[0] ?? Number.NaN;
  return (
    divergence(training, validation, steps, start) ??
    (epochs.length < 2 ? tooShort() : undefined) ??
    overfitting(training, validation, start) ??
    underfitting(training, validation, start) ??
    (validation.length === 0 ? noValidation() : goodFit(training, validation))
  );
}

function divergence(
  training: readonly number[],
  validation: readonly number[],
  steps: readonly StepEvent[],
  start: number,
): Diagnosis | undefined {
  const advice = [
    "Lower the learning rate, to a tenth at first.",
    "Clip gradients (clipGradNorm: 1), and let the learning rate warm up.",
    "Look for values that are not finite or not scaled in the inputs, and for logarithms and divisions of zero in the loss.",
  ];
  const isLost = (losses: Metrics): boolean => !Number.isFinite(losses.loss ?? 0);
  const lost = steps.find((event) => isLost(event.training));
  if (lost !== undefined || [...training, ...validation].some((loss) => !Number.isFinite(loss))) {
    const where = lost === undefined ? "" : ` by step ${lost.step}`;
    return { verdict: "diverged", because: `The loss is no finite number any more${where}.`, advice };
  }
  const last = training.at(-1);
  const lowest = Math.min(start, ...training);
  if (last === undefined || last <= start + limits.unlearned * Math.abs(start) || last <= 2 * lowest) {
    return undefined;
  }
  const because = `The training loss rose from ${short(lowest)} to ${short(last)}.`;
  return { verdict: "diverged", because, advice };
}

function tooShort(): Diagnosis {
  return {
    verdict: "unclear",
    because: "There are fewer than two epochs, which make no curve.",
    advice: ["Train for more epochs."],
  };
}

function overfitting(
  training: readonly number[],
  validation: readonly number[],
  start: number,
): Diagnosis | undefined {
  if (validation.length < 2) return undefined;
  const [trained, held] = [lastOf(training), lastOf(validation)];
  const smooth = smoothed(validation);
  const best = Math.min(...smooth);
  const bestAt = smooth.indexOf(best);
  const rise = held - best;
  const gap = held - trained;
  const advice = [
    "Get more examples, or make more of those there are (transform: augmentation).",
    "Add dropout, or more weight decay (AdamW's weightDecay).",
    "Stop at the best epoch: earlyStopping: { patience: 5 }.",
    "Use a smaller model.",
  ];
  if (rise > (limits.gap / 2) * start && trained < smoothed(training)[bestAt]!) {
    return {
      verdict: "overfitting",
      because: `The held-out loss was lowest after epoch ${bestAt + 1} (${short(best)}) and has risen to ${short(held)}, while the training loss kept falling to ${short(trained)}.`,
      advice,
    };
  }
  if (gap > limits.gap * start && held > 1.5 * trained) {
    return {
      verdict: "overfitting",
      because: `The training loss is ${short(trained)}, but the held-out loss is ${short(held)}: what was learned does not carry over.`,
      advice,
    };
  }
  return undefined;
}

function underfitting(
  training: readonly number[],
  validation: readonly number[],
  start: number,
): Diagnosis | undefined {
  const curve = validation.length > 1 ? validation : training;
  const span = Math.max(1, Math.floor(curve.length / 5));
  const now = mean(curve.slice(-span));
  const before = mean(curve.slice(-2 * span, -span));
  const what = curve === validation ? "held-out" : "training";
  if (before - now > limits.falling * start) {
    return {
      verdict: "underfitting",
      because: `The ${what} loss was still falling, from ${short(before)} to ${short(now)} over the last ${2 * span} epochs.`,
      advice: ["Train for more epochs.", "Raise the learning rate."],
    };
  }
  const trained = lastOf(training);
  if (trained <= limits.unlearned * start) return undefined;
  return {
    verdict: "underfitting",
    because: `The training loss came down from ${short(start)} to ${short(trained)} only, and no longer falls.`,
    advice: [
      "Use a larger model, or one made for such data.",
      "Raise the learning rate, or lower it if the loss jumps about.",
      "Scale the inputs (data.Standardizer), and check that inputs and targets belong together.",
      "Regularize less: dropout, weight decay, augmentation.",
      "It may also be that the inputs do not tell more than that.",
    ],
  };
}

function noValidation(): Diagnosis {
  return {
    verdict: "unclear",
    because:
      "The training loss came down and is level, but without held-out examples nobody knows whether that carries over.",
    advice: ["Hold out a part of the data: validation: 0.1."],
  };
}

function goodFit(training: readonly number[], validation: readonly number[]): Diagnosis {
  return {
    verdict: "good fit",
    because: `The held-out loss came down with the training loss and is level at ${short(lastOf(validation))}, with ${short(lastOf(training))} in training.`,
    advice: [],
  };
}

/** Each value as the mean over a tenth of the curve up to it: one epoch may be an outlier. */
function smoothed(curve: readonly number[]): number[] {
  const span = Math.max(1, Math.floor(curve.length / 10));
  return curve.map((_, i) => mean(curve.slice(Math.max(0, i + 1 - span), i + 1)));
}

function lastOf(curve: readonly number[]): number {
  return smoothed(curve).at(-1)!;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function short(loss: number): string {
  return String(Number(loss.toPrecision(3)));
}
