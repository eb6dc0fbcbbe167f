import type { DataLoader } from "../data/index.ts";
import type { Module } from "../nn/index.ts";
import { BestWeights } from "./best-weights.ts";
import { breathe } from "./breathe.ts";
import { encodeCheckpoint, restoreCheckpoint, type Trained } from "./checkpoint.ts";
import type { EpochEvent, Metrics, ResultEvent, StepEvent } from "./events.ts";
import type { LoopOptions } from "./fit-options.ts";
import type { Learner } from "./learner.ts";
import { RunningMeans } from "./running-means.ts";
import { readCounts } from "./training-step.ts";
import { saveWeights } from "./weights.ts";

/** One training: the loop over epochs and batches, and where it has come to. */
export class Training {
  /** Steps made. */
  step = 0;
  private finished = 0;
  private batches = 0;
  private metrics: Metrics = {};
  private learningRate: number;
  private readonly model: Module;
  private readonly loader: DataLoader;
  private readonly learner: Learner;
  private readonly options: LoopOptions;
  private readonly best: BestWeights | undefined;
  private readonly trained: Trained;
  /** Those that make whole steps; undefined for a stream. */
  private readonly batchesPerEpoch: number | undefined;
  /** Undefined for a stream. */
  private readonly totalSteps: number | undefined;
  private readonly began: number;
  private epochMeans: RunningMeans;
  private savedAt = performance.now();

  /** Throws: RangeError if `resume` does not fit the model and the optimizers, or an option is out of its range. */
  constructor(model: Module, loader: DataLoader, learner: Learner, options: LoopOptions) {
    const { schedule, earlyStopping, resume } = options;
    const { optimizers, programs, metrics } = learner;
    this.model = model;
    this.loader = loader;
    this.learner = learner;
    this.options = options;
    this.best = earlyStopping && new BestWeights(earlyStopping);
    this.trained = { model: options.checkpoint?.module ?? model, optimizers, schedule, best: this.best };
    this.learningRate = this.currentRate;
    const stepsPerEpoch = loader.length && Math.floor(loader.length / programs.length);
    this.batchesPerEpoch = stepsPerEpoch && stepsPerEpoch * programs.length;
    this.totalSteps = stepsPerEpoch && options.epochs * stepsPerEpoch;
    this.epochMeans = new RunningMeans(metrics);
    let spent = 0;
    if (resume !== undefined) {
      const progress = restoreCheckpoint(this.trained, resume);
      this.step = progress.step;
      this.finished = progress.epochs;
      this.batches = progress.batches;
      this.metrics = progress.metrics;
      this.epochMeans.state = progress.means;
      spent = progress.seconds;
    }
    this.began = performance.now() - 1000 * spent;
  }

  /** Trains; an event every few steps and one an epoch. */
  async *epochs(): AsyncGenerator<StepEvent | EpochEvent> {
    const { epochs } = this.options;
    const { programs, metrics, validate } = this.learner;
    while (this.finished < epochs && !this.interrupted && !this.exhausted) {
      this.model.train();
      const training = { examples: 0, seconds: 0 };
      yield* this.steps(training);
      if (this.interrupted && !this.atEndOfEpoch) break;
      if (this.batches < programs.length) {
        throw new RangeError(
          `Cannot train on a stream without a whole step: expected at least ${this.loader.batchSize * programs.length} examples. Use a smaller batchSize.`,
        );
      }
      const held = await validate?.();
      const { means } = this.epochMeans;
      this.finished++;
      this.metrics = held ?? means;
      if (held !== undefined) await this.keepBest(held);
      this.batches = 0;
      this.epochMeans = new RunningMeans(metrics);
      yield {
        event: "epoch",
        epoch: this.finished,
        step: this.step,
        training: means,
        ...(held && { validation: held }),
        learningRate: this.learningRate,
        seconds: this.seconds,
        examplesPerSecond: training.examples / training.seconds || 0,
      };
      await this.save();
    }
    if (this.interrupted) await this.save();
    else this.best?.restore(this.model);
  }

  /** What is told at the end. */
  result(): ResultEvent {
    return {
      event: "result",
      metrics: this.metrics,
      epochs: this.finished,
      steps: this.step,
      seconds: this.seconds,
      stopped: this.finished < this.options.epochs && !this.exhausted,
      ...(this.best?.state && !this.interrupted && { bestEpoch: this.best.state.epoch }),
    };
  }

  /** The rest of the epoch at hand. */
  private async *steps(training: { examples: number; seconds: number }): AsyncGenerator<StepEvent> {
    const { schedule } = this.options;
    const { programs, metrics } = this.learner;
    const stepsPerEvent = this.options.stepsPerEvent ?? Math.ceil((this.totalSteps ?? 5000) / 500);
    let means = new RunningMeans(metrics);
    let sinceEvent = 0;
    // The time a consumer of the events takes is not training time.
    let resumed = performance.now();
    let inStep = 0;
    for await (const batch of this.loader.epoch(this.finished, this.batches)) {
      if (inStep === 0 && (this.interrupted || this.atEndOfEpoch)) return;
      this.learningRate = this.currentRate;
      const counts = await readCounts(programs[inStep]!(...batch));
      this.batches++;
      const examples = batch[0]!.shape[0]!;
      this.epochMeans.add(examples, counts);
      means.add(examples, counts);
      training.examples += examples;
      await breathe();
      inStep = (inStep + 1) % programs.length;
      if (inStep > 0) continue;
      schedule?.step();
      this.step++;
      const now = performance.now();
      training.seconds += (now - resumed) / 1000;
      sinceEvent += (now - resumed) / 1000;
      if (this.step % stepsPerEvent === 0 || this.step === this.totalSteps) {
        yield {
          event: "step",
          epoch: this.finished + 1,
          step: this.step,
          training: means.means,
          learningRate: this.learningRate,
          seconds: this.seconds,
          examplesPerSecond: means.count / sinceEvent,
        };
        means = new RunningMeans(metrics);
        sinceEvent = 0;
        const every = this.options.checkpoint?.seconds ?? 30;
        if (performance.now() - this.savedAt > 1000 * every && !this.atEndOfEpoch) await this.save();
      }
      resumed = performance.now();
    }
  }

  /** Takes in the validation of an epoch. */
  private async keepBest(held: Metrics): Promise<void> {
    const improved = this.best?.add(this.finished, held, this.model) === true;
    const { saveBest } = this.options.checkpoint ?? {};
    if (improved && saveBest !== undefined) {
      await saveBest((await saveWeights(this.model)).bytes, this.best!.state!);
    }
  }

  private async save(): Promise<void> {
    const { checkpoint } = this.options;
    if (checkpoint === undefined) return;
    const progress = {
      step: this.step,
      epochs: this.finished,
      batches: this.batches,
      seconds: this.seconds,
      means: this.epochMeans.state,
      metrics: this.metrics,
    };
    const bytes = await encodeCheckpoint(this.trained, progress, checkpoint.notes);
    await checkpoint.save(bytes, this.step);
    this.savedAt = performance.now();
  }

  /** Of the next step; 0 where nothing has a rate. */
  private get currentRate(): number {
    return this.learner.optimizers[0]?.lr ?? 0;
  }

  /** Whether there was no improvement for too long. */
  private get exhausted(): boolean {
    return this.best?.isExhausted(this.finished) === true;
  }

  /** Whether all batches of the epoch are made; of a stream it is not known before its end. */
  private get atEndOfEpoch(): boolean {
    return this.batches === this.batchesPerEpoch;
  }

  private get interrupted(): boolean {
    return this.options.signal?.aborted === true;
  }

  private get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }
}
