import type { DataLoader, Dataset } from "../data/index.ts";
import type { BatchMetric } from "../metrics/index.ts";
import type { Layer } from "../nn/index.ts";
import { BestWeights } from "./best-weights.ts";
import { breathe } from "./breathe.ts";
import { encodeCheckpoint, restoreCheckpoint, type Trained } from "./checkpoint.ts";
import { Evaluator } from "./evaluator.ts";
import type { EpochEvent, Metrics, ResultEvent, StepEvent } from "./events.ts";
import type { FitOptions } from "./fit.ts";
import { RunningMeans } from "./running-means.ts";
import { type BatchProgram, trainingStep } from "./training-step.ts";
import { saveWeights } from "./weights.ts";

/** Options with the examples that are held out. */
export interface TrainingOptions extends Omit<FitOptions, "validation"> {
  readonly validation: Dataset | undefined;
}

/** One training: the loop over epochs and batches, and where it has come to. */
export class Training {
  /** Steps made. */
  step = 0;
  private finished = 0;
  private batches = 0;
  private metrics: Metrics = {};
  private learningRate: number;
  private readonly model: Layer;
  private readonly loader: DataLoader;
  private readonly options: TrainingOptions;
  private readonly metricsByName: Readonly<Record<string, BatchMetric>>;
  private readonly evaluator: Evaluator;
  private readonly best: BestWeights | undefined;
  private readonly trained: Trained;
  /** One a batch of a step. */
  private readonly programs: readonly BatchProgram[];
  /** Those that make whole steps; undefined for a stream. */
  private readonly batchesPerEpoch: number | undefined;
  /** Undefined for a stream. */
  private readonly totalSteps: number | undefined;
  private readonly began: number;
  private epochMeans: RunningMeans;
  private savedAt = performance.now();

  /** Throws: RangeError if `resume` does not fit the model and the optimizer, or an option is out of its range. */
  constructor(model: Layer, loader: DataLoader, options: TrainingOptions) {
    const { optimizer, loss, schedule, metrics = {}, earlyStopping, resume } = options;
    const { gradientAccumulation = 1 } = options;
    this.model = model;
    this.loader = loader;
    this.options = options;
    this.metricsByName = metrics;
    this.evaluator = options.evaluator ?? new Evaluator(model, { loss, metrics });
    this.best = earlyStopping && new BestWeights(earlyStopping);
    this.trained = { model, optimizer, schedule, best: this.best };
    const { clipGradNorm } = options;
    this.programs = trainingStep(model, { optimizer, loss, metrics, clipGradNorm, gradientAccumulation });
    this.learningRate = optimizer.lr;
    const stepsPerEpoch = loader.length && Math.floor(loader.length / gradientAccumulation);
    this.batchesPerEpoch = stepsPerEpoch && stepsPerEpoch * gradientAccumulation;
    this.totalSteps = stepsPerEpoch && options.epochs * stepsPerEpoch;
    this.epochMeans = new RunningMeans(this.metricsByName);
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
    const { epochs, validation } = this.options;
    while (this.finished < epochs && !this.interrupted && !this.exhausted) {
      this.model.train();
      const training = { examples: 0, seconds: 0 };
      yield* this.steps(training);
      if (this.interrupted && !this.atEndOfEpoch) break;
      if (this.batches < this.programs.length) {
        throw new RangeError(
          `Cannot train on a stream without a whole step: expected at least ${this.loader.batchSize * this.programs.length} examples. Use a smaller batchSize.`,
        );
      }
      const held = validation === undefined ? undefined : (await this.evaluator.evaluate(validation)).metrics;
      const { means } = this.epochMeans;
      this.finished++;
      this.metrics = held ?? means;
      if (held !== undefined) await this.keepBest(held);
      this.batches = 0;
      this.epochMeans = new RunningMeans(this.metricsByName);
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
    const { optimizer, schedule } = this.options;
    const stepsPerEvent = this.options.stepsPerEvent ?? Math.ceil((this.totalSteps ?? 5000) / 500);
    let means = new RunningMeans(this.metricsByName);
    let sinceEvent = 0;
    // The time a consumer of the events takes is not training time.
    let resumed = performance.now();
    let inStep = 0;
    for await (const [inputs, targets] of this.loader.epoch(this.finished, this.batches)) {
      if (inStep === 0 && (this.interrupted || this.atEndOfEpoch)) return;
      this.learningRate = optimizer.lr;
      const counted = this.programs[inStep]!(inputs!, targets!);
      const counts = await Promise.all(counted.map((count) => count.data()));
      this.batches++;
      const examples = inputs!.shape[0]!;
      this.epochMeans.add(examples, counts);
      means.add(examples, counts);
      training.examples += examples;
      await breathe();
      inStep = (inStep + 1) % this.programs.length;
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
        means = new RunningMeans(this.metricsByName);
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
    const bytes = await encodeCheckpoint(this.trained, {
      step: this.step,
      epochs: this.finished,
      batches: this.batches,
      seconds: this.seconds,
      means: this.epochMeans.state,
      metrics: this.metrics,
    });
    await checkpoint.save(bytes, this.step);
    this.savedAt = performance.now();
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
