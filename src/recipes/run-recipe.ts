import { deriveSeed, type ImageSplits, randomAffine } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { countCorrect } from "../metrics/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { deviceReason, getDevice, manualSeed, type Tensor } from "../tensor/index.ts";
import { diagnose, Evaluator, type FitEvent, fitEvents, RunFolder, saveWeights } from "../train/index.ts";
import type { Recipe } from "./recipe.ts";
import { requireData } from "./require-data.ts";
import { resumeRun } from "./resume-run.ts";
import { environmentFacts, packageVersion } from "./run-environment.ts";
import type { RunEvent, RunResult } from "./run-events.ts";
import { runReport } from "./run-report.ts";
import { TensorBoardLog } from "./tensorboard-log.ts";

/** What can be chosen about a run. */
export interface RunOptions {
  readonly data: ImageSplits;
  /** Decides everything random. Default 0. */
  readonly seed?: number;
  /** Instead of the recipe's. */
  readonly epochs?: number;
  /** Instead of the recipe's. */
  readonly batchSize?: number;
  /** The run's folder; see `RunFolder.create`. */
  readonly out?: string;
  /** Whether to go on with the run in `out`, if there is one: to the same weights as if it had never been killed. */
  readonly resume?: boolean;
  /** Whether to write a file for TensorBoard, too. */
  readonly tensorboard?: boolean;
  /** When it is aborted, training stops after the step at hand, and the run is saved. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Trains a recipe on the device in use, evaluates it on the held-out examples and leaves a run's folder.
 *
 * Throws: RangeError if the options do not fit the data or the run to go on with; what the file system throws.
 */
export async function runRecipe(recipe: Recipe, options: RunOptions): Promise<RunResult> {
  const { data, seed = 0, signal, onEvent } = options;
  const settings = {
    ...recipe.settings,
    epochs: options.epochs ?? recipe.settings.epochs,
    batchSize: options.batchSize ?? recipe.settings.batchSize,
  };
  requireData(recipe, data);
  const device = getDevice();
  manualSeed(deriveSeed(seed, "model"));
  const model = recipe.model();
  const optimizer = new AdamW(model.parameters(), {
    lr: settings.learningRate,
    weightDecay: settings.weightDecay,
  });
  const totalSteps = settings.epochs * Math.floor(data.train.length / settings.batchSize);
  const warmupSteps = Math.floor(settings.warmup * totalSteps);
  const loss = (outputs: Tensor, labels: Tensor): Tensor => crossEntropy(outputs, labels);
  const metrics = { accuracy: countCorrect };
  const evaluator = new Evaluator(model, { loss, metrics });

  const record = {
    recipe: recipe.name,
    data: {
      name: data.name,
      origin: data.origin,
      sha256: data.checksums,
      licence: data.licence,
      classes: data.test.arrays.classes,
    },
    settings,
    seed,
    device: device.name,
    deviceReason: deviceReason(),
    ...(device.instructions !== undefined && { instructions: device.instructions }),
    threads: device.threads,
    versions: { tensorloom: packageVersion(), node: process.version },
    machine: environmentFacts(),
    started: new Date().toISOString(),
  };
  const before = options.resume && options.out ? await resumeRun(options.out, record) : undefined;
  if (before !== undefined && "event" in before) {
    onEvent?.(before);
    return before;
  }
  const folder = before?.folder ?? (await RunFolder.create(recipe.name, options.out));
  let log: TensorBoardLog | undefined;
  try {
    await folder.writeRecord(record);
    const events = [...((before?.events ?? []) as unknown as RunEvent[])];
    log = options.tensorboard ? await TensorBoardLog.create(folder.path, events) : undefined;
    const tell = async (event: RunEvent): Promise<void> => {
      events.push(event);
      onEvent?.(event);
      await folder.addEvent(event);
      await log?.add(event);
    };

    let end: Extract<FitEvent, { event: "result" }> | undefined;
    for await (const event of fitEvents(model, data.train, {
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      optimizer,
      ...(totalSteps > warmupSteps && {
        schedule: new WarmupCosineLR(optimizer, { warmupSteps, totalSteps }),
      }),
      loss,
      metrics,
      validation: data.test,
      evaluator,
      seed,
      ...(settings.augmentation && { transform: randomAffine(settings.augmentation) }),
      ...(signal && { signal }),
      ...(before?.checkpoint && { resume: before.checkpoint }),
      checkpoint: { save: (bytes, step) => folder.writeCheckpoint(bytes, step) },
    })) {
      if (event.event === "result") end = event;
      else if (event.event !== "start") await tell(event);
      else {
        const { name, threads } = device;
        await tell({
          ...event,
          recipe: recipe.name,
          data: data.name,
          device: name,
          threads,
          out: folder.path,
        });
      }
    }
    if (end === undefined) throw new Error("Cannot end a run whose training has no result.");

    const weights = await saveWeights(model);
    await folder.writeWeights(weights.bytes);
    const evaluation = await evaluator.evaluate(data.test);
    const { accuracy, loss: heldOutLoss } = evaluation.metrics as { accuracy: number; loss: number };
    const result: RunResult = {
      event: "result",
      recipe: recipe.name,
      metrics: { accuracy, loss: heldOutLoss, weightsSha256: weights.sha256 },
      target: recipe.target,
      reached: accuracy >= recipe.target.atLeast,
      data: data.name,
      seed,
      epochs: end.epochs,
      steps: end.steps,
      seconds: end.seconds,
      device: device.name,
      threads: device.threads,
      stopped: end.stopped,
      diagnosis: diagnose(events.filter((event) => event.event === "step" || event.event === "epoch")),
      out: folder.path,
    };
    await folder.writeRecord({ ...record, result });
    await folder.writeReport(
      runReport(recipe, { data, events, result, settings, logits: evaluation.outputs.data }),
    );
    await tell(result);
    return result;
  } finally {
    await log?.close();
    await folder.close();
  }
}
