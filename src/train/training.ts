import type { DataLoader } from "../data/index.ts";
import type { Layer } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { BestWeights } from "./best-weights.ts";
import { breathe } from "./breathe.ts";
import { encodeCheckpoint, restoreCheckpoint, type Trained } from "./checkpoint.ts";
import { Evaluator } from "./evaluator.ts";
import type { EpochEvent, Metrics, ResultEvent, StepEvent } from "./events.ts";
import type { FitOptions } from "./fit.ts";
import { RunningMeans } from "./metric.ts";
import { trainingStep } from "./training-step.ts";

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
  private readonly options: FitOptions;
  private readonly names: readonly string[];
  private readonly evaluator: Evaluator;
  private readonly best: BestWeights | undefined;
  private readonly trained: Trained;
  private readonly runStep: (inputs: Tensor, targets: Tensor) => Tensor[];
  /** Undefined for a stream. */
  private readonly totalSteps: number | undefined;
  private readonly began: number;
  private epochMeans: RunningMeans;
  private savedAt = performance.now();

  /** Throws: RangeError if `resume` does not fit the model and the optimizer, or an option is out of its range. */
  constructor(model: Layer, loader: DataLoader, options: FitOptions) {
    const { optimizer, loss, schedule, metrics = {}, earlyStopping, resume } = options;
    this.model = model;
    this.loader = loader;
    this.options = options;
    this.names = ["loss", ...Object.keys(metrics)];
    this.evaluator = options.evaluator ?? new Evaluator(model, { loss, metrics });
    this.best = earlyStopping && new BestWeights(earlyStopping);
    this.trained = { model, optimizer, schedule, best: this.best };
    this.runStep = trainingStep(model, { optimizer, loss, metrics, clipGradNorm: options.clipGradNorm });
    this.learningRate = optimizer.lr;
    this.totalSteps = loader.length && options.epochs * loader.length;
    this.epochMeans = new RunningMeans(this.names);
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
      if (this.batches === 0) {
        throw new RangeError(
          `Cannot train on a stream without a whole batch: expected at least ${this.loader.batchSize} examples. Use a smaller batchSize.`,
        );
      }
      const held = validation === undefined ? undefined : (await this.evaluator.evaluate(validation)).metrics;
      const { means } = this.epochMeans;
      this.finished++;
      this.metrics = held ?? means;
      if (held !== undefined) this.best?.add(this.finished, held, this.model);
      this.batches = 0;
      this.epochMeans = new RunningMeans(this.names);
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
    let means = new RunningMeans(this.names);
    let sinceEvent = 0;
    // The time a consumer of the events takes is not training time.
    let resumed = performance.now();
    for await (const [inputs, targets] of this.loader.epoch(this.finished, this.batches)) {
      if (this.interrupted) return;
      this.learningRate = optimizer.lr;
      const sums = this.runStep(inputs!, targets!);
      const values = (await Promise.all(sums.map((sum) => sum.data()))).map((value) => value[0]!);
      schedule?.step();
      this.step++;
      this.batches++;
      const examples = inputs!.shape[0]!;
      this.epochMeans.add(examples, values);
      means.add(examples, values);
      training.examples += examples;
      await breathe();
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
        means = new RunningMeans(this.names);
        sinceEvent = 0;
        const every = this.options.checkpoint?.seconds ?? 30;
        if (performance.now() - this.savedAt > 1000 * every && !this.atEndOfEpoch) await this.save();
      }
      resumed = performance.now();
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
    return this.batches === this.loader.length;
  }

  private get interrupted(): boolean {
    return this.options.signal?.aborted === true;
  }

  private get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }
}
