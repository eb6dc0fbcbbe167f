import { DataLoader, type Transform } from "../data/data-loader.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Layer } from "../nn/index.ts";
import type { Optimizer, Schedule } from "../optim/index.ts";
import { compile, type Tensor } from "../tensor/index.ts";
import { breathe } from "./breathe.ts";
import { Evaluator } from "./evaluator.ts";
import type { FitEvent, Metrics, ResultEvent } from "./events.ts";
import { hostTensor } from "./host-tensor.ts";
import { RunningMeans, type SummedMetric } from "./metric.ts";

/** How a model is trained. */
export interface FitOptions {
  /** Passes over the data. */
  readonly epochs: number;
  /** What updates the parameters. */
  readonly optimizer: Optimizer;
  /** The mean loss of a batch. */
  readonly loss: (outputs: Tensor, targets: Tensor) => Tensor;
  /** Examples a step. Default 64. A last batch with fewer is left out. */
  readonly batchSize?: number;
  /** A learning rate schedule of the optimizer; it goes on after each step. */
  readonly schedule?: Schedule;
  /** Further numbers to watch, by name. */
  readonly metrics?: Readonly<Record<string, SummedMetric>>;
  /** Held-out examples, evaluated after each epoch. */
  readonly validation?: Dataset;
  /** Changes each training batch on the host: augmentation. */
  readonly transform?: Transform;
  /** Where the order of the examples and the transform's numbers come from. Default 0. */
  readonly seed?: number;
  /** When it is aborted, training stops after the step at hand. */
  readonly signal?: AbortSignal;
  /** Steps from one step event to the next. Default: so many that a run has about 500. */
  readonly stepsPerEvent?: number;
  /** Evaluates with another batch size, say; by default one is made from the loss and the metrics. */
  readonly evaluator?: Evaluator;
}

/**
 * Trains a model and returns the last event. The whole step (forward, loss, backward, update) is one compiled
 * program. With the same model, data, options and seed, the weights are the same bits at any number of threads.
 *
 * Throws: RangeError if there is less than one batch of data, or an option is out of its range.
 *
 * @example
 * const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
 * await fit(model, data, { epochs: 3, optimizer, loss: losses.crossEntropy, onEvent: console.log });
 */
export async function fit(
  model: Layer,
  data: Dataset,
  options: FitOptions & { readonly onEvent?: (event: FitEvent) => void },
): Promise<ResultEvent> {
  for await (const event of fitEvents(model, data, options)) {
    options.onEvent?.(event);
    if (event.event === "result") return event;
  }
  throw new Error("Cannot end training without a result.");
}

/**
 * Trains a model as `fit` does, as a stream of events: training goes on as they are asked for, and ends where the
 * loop over them is left.
 *
 * @example
 * for await (const event of fitEvents(model, data, options)) {
 *   if (event.event === "epoch") console.log(event.epoch, event.validation);
 * }
 */
export async function* fitEvents(model: Layer, data: Dataset, options: FitOptions): AsyncGenerator<FitEvent> {
  const {
    epochs,
    optimizer,
    loss,
    schedule,
    metrics = {},
    validation,
    transform,
    seed = 0,
    signal,
  } = options;
  const batchSize = options.batchSize ?? 64;
  const loader = new DataLoader(data, {
    batchSize,
    shuffle: true,
    dropLast: true,
    seed,
    ...(transform && { transform }),
  });
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`Cannot train for ${epochs} epochs: expected a positive integer.`);
  }
  if (loader.length === 0) {
    throw new RangeError(
      `Cannot train with batches of ${batchSize} on ${data.length} examples: expected at least one batch. Use a smaller batchSize.`,
    );
  }
  const totalSteps = epochs * loader.length;
  const stepsPerEvent = options.stepsPerEvent ?? Math.ceil(totalSteps / 500);
  const names = ["loss", ...Object.keys(metrics)];
  const evaluator = options.evaluator ?? new Evaluator(model, { loss, metrics });
  const trainingStep = compile((inputs: Tensor, targets: Tensor): Tensor[] => {
    optimizer.zeroGrad();
    const outputs = model.forward(inputs);
    const mean = loss(outputs, targets);
    mean.backward();
    optimizer.step();
    const sums = Object.values(metrics).map((metric) => metric(outputs.detach(), targets));
    return [mean.detach().mul(batchSize), ...sums];
  });

  const stopping = (): boolean => signal?.aborted === true;
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let step = 0;
  let finished = 0;
  let last: Metrics = {};
  yield {
    event: "start",
    epochs,
    stepsPerEpoch: loader.length,
    batchSize,
    trainExamples: data.length,
    validationExamples: validation?.length ?? 0,
    parameters: model.numParameters,
    seed,
  };
  for (let epoch = 1; epoch <= epochs && !stopping(); epoch++) {
    model.train();
    const epochMeans = new RunningMeans(names);
    let stepMeans = new RunningMeans(names);
    let training = 0;
    let sinceEvent = 0;
    let learningRate = optimizer.lr;
    // The time a consumer of the events takes is not training time.
    let resumed = performance.now();
    for (const [inputs, targets] of loader.epoch(epoch - 1)) {
      learningRate = optimizer.lr;
      const sums = trainingStep(hostTensor(inputs!), hostTensor(targets!));
      const values = (await Promise.all(sums.map((sum) => sum.data()))).map((value) => value[0]!);
      schedule?.step();
      step++;
      epochMeans.add(batchSize, values);
      stepMeans.add(batchSize, values);
      await breathe();
      if (step % stepsPerEvent === 0 || step === totalSteps) {
        const now = performance.now();
        training += now - resumed;
        sinceEvent += now - resumed;
        yield {
          event: "step",
          epoch,
          step,
          training: stepMeans.means,
          learningRate,
          seconds: seconds(),
          examplesPerSecond: stepMeans.count / (sinceEvent / 1000),
        };
        stepMeans = new RunningMeans(names);
        sinceEvent = 0;
        resumed = performance.now();
      }
      if (stopping()) break;
    }
    training += performance.now() - resumed;
    last = epochMeans.means;
    if (stopping() && epochMeans.count < loader.length * batchSize) break;
    finished = epoch;
    const held = validation === undefined ? undefined : (await evaluator.evaluate(validation)).metrics;
    last = held ?? last;
    yield {
      event: "epoch",
      epoch,
      step,
      training: epochMeans.means,
      ...(held && { validation: held }),
      learningRate,
      seconds: seconds(),
      examplesPerSecond: epochMeans.count / (training / 1000),
    };
  }
  yield {
    event: "result",
    metrics: last,
    epochs: finished,
    steps: step,
    seconds: seconds(),
    stopped: step < totalSteps,
  };
}
